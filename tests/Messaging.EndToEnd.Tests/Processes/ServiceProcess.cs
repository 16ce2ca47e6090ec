using System.Net;
using System.Net.Sockets;
using Messaging.Testing;

namespace Messaging.EndToEnd.Tests.Processes;

/// <summary>One of our services, running as it does when deployed.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly ChildProcess _process;

    private ServiceProcess(ChildProcess process, string url)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(90) };
    }

    public HttpClient Http { get; }

    public string Output => _process.Output;

    /// <summary>Starts a service on a free port of loopback.</summary>
    /// <param name="service">Producer, Worker or StatusQuery.</param>
    /// <param name="environment">Its settings.</param>
    public static ServiceProcess Start(string service, IReadOnlyDictionary<string, string> environment)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var settings = new Dictionary<string, string>(environment) { ["ASPNETCORE_URLS"] = url };
        return new ServiceProcess(new ChildProcess("dotnet", [Repository.Program(service)], settings), url);
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
