using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Messaging.Upgrade;

/// <summary>A service of a release.</summary>
internal sealed partial class ReleaseProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private volatile Uri? _url;

    private ReleaseProcess(Process process) => _process = process;

    public Uri Url => Http.BaseAddress!;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Starts it, and waits until it is ready.</summary>
    public static async Task<ReleaseProcess> Start(
        ReleaseSettings settings, string service, params (string Name, string Value)[] environment)
    {
        // Before 0.2 a service and its engine were one program.
        string[] names = [$"Messaging.{service}.Service", $"Messaging.{service}"];
        var name = names.First(name => Directory.Exists(Path.Combine(settings.Build, name, "release")));
        var directory = Path.Combine(settings.Build, name, "release");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(directory, $"{name}.dll")])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (string, string)[] all =
        [
            // It finds a port itself: one found for it could be another's when it starts.
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            ("ConnectionStrings__Redis", settings.Redis),
            ("ConnectionStrings__RabbitMq", settings.RabbitMq),
            // As long as the settings allow: what has ended must still be there when some later release reads it.
            ("Ledger__SucceededRetention", "3650.00:00:00"),
            ("Ledger__FailedRetention", "3650.00:00:00"),
            ("Ledger__CanceledRetention", "3650.00:00:00"),
            ("Producer__StatusUrl", "http://localhost:5081"),
            .. environment,
        ];
        foreach (var (variable, value) in all)
        {
            start.Environment[variable] = value;
        }

        var process = Process.Start(start)!;
        var started = new ReleaseProcess(process);
        process.OutputDataReceived += (_, line) =>
        {
            started.Hear(line.Data ?? "");
            settings.Hear(line.Data ?? "");
        };
        process.ErrorDataReceived += (_, line) => settings.Hear(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await Wait.Until(started.IsReady, Limit, $"{service} does not become ready");
            return started;
        }
        catch
        {
            // Nobody else knows of it.
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and the wait for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill();
        }

        Http.Dispose();
        _process.Dispose();
    }

    private void Hear(string line)
    {
        if (Address().Match(line) is { Success: true } told)
        {
            _url = new Uri(told.Groups[1].Value);
        }
    }

    private async Task<bool> IsReady()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException("It has ended.");
        }

        if (_url is null)
        {
            return false;
        }

        Http.BaseAddress ??= _url;
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
