using Messaging.Hosting.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Messaging.Hosting;

/// <summary>Runs a service from start to end, so that what keeps it from starting is told in a sentence and not in a stack trace.</summary>
public static class ServiceProgram
{
    /// <summary>Exit code for settings that are wrong: EX_CONFIG of sysexits.h.</summary>
    public const int BadSettings = 78;

    /// <summary>Exit code for an address that is in use: EX_UNAVAILABLE of sysexits.h.</summary>
    public const int AddressInUse = 69;

    /// <summary>Builds and runs an application until it is told to stop; or, with <c>--health</c> on the command line, asks the one that runs whether it is ready.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="build">Builds it, endpoints and all.</param>
    /// <param name="run">Runs it; its value is the exit code. Default: run until told to stop, then 0.</param>
    /// <returns>The exit code; with <c>--health</c> 0 when it is ready and 1 when not.</returns>
    public static async Task<int> Run(string[] args, Func<WebApplication> build, Func<WebApplication, Task<int>>? run = null)
    {
        if (HealthProbe.IsWanted(args))
        {
            return await HealthProbe.Run(args, Console.Out);
        }

        try
        {
            await using var application = build();
            return await (run ?? UntilStopped)(application);
        }
        catch (OptionsValidationException exception)
        {
            return await Tell($"Cannot start: {string.Join(' ', exception.Failures.Select(Sentence))}", BadSettings);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            return await Tell($"Cannot start: {exception.Message}", AddressInUse);
        }
    }

    private static async Task<int> UntilStopped(WebApplication application)
    {
        await application.RunAsync();
        return 0;
    }

    private static async Task<int> Tell(string sentence, int exitCode)
    {
        await Console.Error.WriteLineAsync(sentence);
        return exitCode;
    }

    // What DataAnnotations says comes after a preamble that names the options class, which means nothing to who runs the service.
    private static string Sentence(string failure)
    {
        const string preamble = "with the error: '";
        var start = failure.IndexOf(preamble, StringComparison.Ordinal);
        return start < 0 ? failure : failure[(start + preamble.Length)..].TrimEnd('.', '\'') + ".";
    }
}
