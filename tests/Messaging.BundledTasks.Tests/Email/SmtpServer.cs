using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Messaging.BundledTasks.Tests.Email;

/// <summary>A real mail server in a process of its own, on a free port; see <c>smtp_server.py</c> for what it answers.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    // Debian's: another Python on the path would lack the package.
    private const string Python = "/usr/bin/python3";

    private readonly TemporaryDirectory _messages = new();
    private readonly Process _process;

    private SmtpServer(IEnumerable<string> options)
    {
        var start = new ProcessStartInfo(Python, [Script, _messages.Path, .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            _messages.Dispose();
            throw Missing(exception.Message);
        }
    }

    public int Port { get; private set; }

    /// <summary>Whether a message to <c>slow@</c> is waiting for its answer.</summary>
    public bool IsSlow => File.Exists(_messages.File("slow"));

    private static string Script => Path.Combine(Sources(), "tests", "Messaging.BundledTasks.Tests", "Email", "smtp_server.py");

    public static async Task<SmtpServer> Start(params IEnumerable<string> options)
    {
        var server = new SmtpServer(options);
        if (!int.TryParse(
            await server._process.StandardOutput.ReadLineAsync(), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            var error = await server._process.StandardError.ReadToEndAsync();
            await server.DisposeAsync();
            throw Missing(error);
        }

        server.Port = port;
        return server;
    }

    /// <summary>The messages that it accepted, in the order in which it did.</summary>
    public IReadOnlyList<ReceivedMessage> Messages() =>
    [
        .. Directory.GetFiles(_messages.Path, "*.json")
            .OrderBy(file => int.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture))
            .Select(file => JsonSerializer.Deserialize<ReceivedMessage>(File.ReadAllText(file), JsonSerializerOptions.Web)!),
    ];

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _process.Dispose();
        _messages.Dispose();
    }

    public async Task Stop()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    private static InvalidOperationException Missing(string why) =>
        new($"The tests of email.send need a mail server: install Debian's package python3-aiosmtpd, which runs on {Python}. {why}");

    private static string Sources()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Messaging.sln")))
            {
                return directory;
            }
        }

        throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
