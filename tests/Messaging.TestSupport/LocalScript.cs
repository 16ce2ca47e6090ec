using System.Diagnostics;

namespace Messaging.TestSupport;

/// <summary>A script of <c>infra/local</c> with a directory of its own, which holds all that the servers it starts write.</summary>
public sealed class LocalScript(string name)
{
    private readonly string _script = Find(name);
    private readonly string _directory = Directory.CreateTempSubdirectory("messaging-").FullName;

    /// <summary>Where its servers write.</summary>
    public string Home => _directory;

    /// <summary>Runs it to its end and returns what it printed.</summary>
    public async Task<string> Run(string verb, string argument = "")
    {
        // Only its exit is awaited: the server it starts inherits the outputs and would hold them open.
        var output = Path.Combine(_directory, $"{verb}{argument}.out");
        using var process = Process.Start(
            new ProcessStartInfo(
                "bash",
                [
                    "-c",
                    "\"$0\" \"$1\" \"$2\" ${3:+\"$3\"} > \"$4\" 2>&1",
                    _script,
                    verb,
                    _directory,
                    argument,
                    output,
                ])
            { UseShellExecute = false })!;
        await process.WaitForExitAsync();
        var text = (await File.ReadAllTextAsync(output)).Trim();
        return process.ExitCode == 0
            ? text
            : throw new InvalidOperationException($"{_script} {verb} {argument} ended with {process.ExitCode}: {text}");
    }

    /// <summary>Ends the servers and removes what they wrote.</summary>
    public async Task Discard()
    {
        await Run("kill");
        Directory.Delete(_directory, recursive: true);
    }

    private static string Find(string name)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Messaging.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException($"No Messaging.sln above {AppContext.BaseDirectory}.");
        }

        return Path.Combine(directory.FullName, "infra", "local", name);
    }
}
