using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Messaging.Upgrade;

/// <summary>A service of a release.</summary>
internal sealed class ReleaseProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ReleaseProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
        Http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
    }

    public Uri Url { get; }

    public HttpClient Http { get; }

    /// <summary>Starts it, and waits until it is ready.</summary>
    public static async Task<ReleaseProcess> Start(ReleaseSettings settings, string service, params (string Name, string Value)[] environment)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var directory = Path.Combine(settings.Build, $"Messaging.{service}", "release");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(directory, $"Messaging.{service}.dll")])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (string, string)[] all =
        [
            ("ASPNETCORE_URLS", url.GetLeftPart(UriPartial.Authority)),
            ("ConnectionStrings__Redis", settings.Redis),
            ("ConnectionStrings__RabbitMq", settings.RabbitMq),
            // As long as the settings allow: what has ended must still be there when some later release reads it.
            ("Ledger__SucceededRetention", "3650.00:00:00"),
            ("Ledger__FailedRetention", "3650.00:00:00"),
            ("Ledger__CanceledRetention", "3650.00:00:00"),
            ("Producer__StatusUrl", "http://localhost:5081"),
            .. environment,
        ];
        foreach (var (name, value) in all)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => settings.Hear(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => settings.Hear(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var started = new ReleaseProcess(process, url);
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

    private async Task<bool> IsReady()
    {
        try
        {
            using var response = await Http.GetAsync("/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return _process.HasExited ? throw new InvalidOperationException("It has ended.") : false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
