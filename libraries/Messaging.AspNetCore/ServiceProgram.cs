using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.AspNetCore;

/// <summary>Runs a service from start to end, so that what keeps it from starting is told in a sentence and not in a stack trace.</summary>
public static class ServiceProgram
{
    /// <summary>Exit code for settings that are wrong: EX_CONFIG of sysexits.h.</summary>
    public const int BadSettings = 78;

    /// <summary>Exit code for an address that is in use: EX_UNAVAILABLE of sysexits.h.</summary>
    public const int AddressInUse = 69;

    /// <summary>Builds and runs an application until it is told to stop.</summary>
    /// <param name="build">Builds it, endpoints and all.</param>
    /// <param name="run">Runs it; its value is the exit code. Default: run until told to stop, then 0.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(Func<WebApplication> build, Func<WebApplication, Task<int>>? run = null)
    {
        ArgumentNullException.ThrowIfNull(build);
        try
        {
            await using var application = build();
            // Before anything is made that reads them: it would fail at the first bad one, and the others would not be told.
            application.Services.GetService<IStartupValidator>()?.Validate();
            return await (run ?? UntilStopped)(application);
        }
        catch (Exception exception) when (SettingsProblems.In(exception) is { Count: > 0 } problems)
        {
            return await Exit($"Cannot start: {string.Join(' ', problems)}", BadSettings);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            return await Exit($"Cannot start: {exception.Message}", AddressInUse);
        }
    }

    private static async Task<int> UntilStopped(WebApplication application)
    {
        await application.RunAsync();
        return 0;
    }

    private static async Task<int> Exit(string sentence, int exitCode)
    {
        await Console.Error.WriteLineAsync(sentence);
        return exitCode;
    }
}
