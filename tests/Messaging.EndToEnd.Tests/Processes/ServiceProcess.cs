using System.Text.RegularExpressions;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests.Processes;

/// <summary>One of our services, running as it does when deployed.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly ChildProcess _process;

    private ServiceProcess(ChildProcess process) => _process = process;

    /// <summary>A client of the service, once it is ready.</summary>
    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(90) };

    public string Output => _process.Output;

    /// <summary>Starts a service on a port of loopback that it finds itself: one found for it could be another's when it starts.</summary>
    /// <param name="service">Producer, Worker or StatusQuery.</param>
    /// <param name="environment">Its settings.</param>
    public static ServiceProcess Start(string service, IReadOnlyDictionary<string, string> environment)
    {
        var settings = new Dictionary<string, string>(environment) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };
        return new ServiceProcess(new ChildProcess("dotnet", [Repository.Service(service)], settings));
    }

    /// <summary>Waits until it can do its work.</summary>
    public async Task WaitUntilReady()
    {
        try
        {
            await Eventually.Is(IsReady, StartLimit);
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException($"The service did not become ready:\n{Output}", exception);
        }
    }

    public Task Kill() => _process.Kill();

    public async Task<int> Terminate()
    {
        await _process.Terminate();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task<bool> IsReady()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The service ended with {_process.ExitCode}:\n{Output}");
        }

        if (Http.BaseAddress is null)
        {
            if (Address().Match(Output) is not { Success: true } told)
            {
                return false;
            }

            Http.BaseAddress = new Uri(told.Groups[1].Value);
        }

        try
        {
            using var response = await Http.GetAsync("/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [GeneratedRegex("Now listening on: (http://[0-9.:]+)")]
    private static partial Regex Address();
}
