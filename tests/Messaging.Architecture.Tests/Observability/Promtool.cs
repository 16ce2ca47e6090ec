using System.ComponentModel;
using System.Diagnostics;

namespace Messaging.Architecture.Tests.Observability;

/// <summary>Prometheus's own checks.</summary>
internal static class Promtool
{
    /// <summary>Runs it, and fails with what it says unless it is content.</summary>
    public static async Task Run(string folder, params IReadOnlyList<string> arguments)
    {
        using var process = Start(
            new ProcessStartInfo("promtool", arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, output + await errors);
    }

    private static Process Start(ProcessStartInfo information)
    {
        try
        {
            return Process.Start(information)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("There is no promtool here; infra/local/install.sh installs it.", exception);
        }
    }
}
