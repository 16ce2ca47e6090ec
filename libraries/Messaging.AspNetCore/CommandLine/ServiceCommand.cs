using System.CommandLine;
using System.CommandLine.Invocation;

namespace Messaging.AspNetCore.CommandLine;

/// <summary>
/// The command line of a service: <c>--help</c>, <c>--version</c>, <c>--health</c>, options of the service's own, and any setting as
/// <c>--Section:Key value</c>. Anything else
/// is refused: an option that is misspelt must not start a service.
/// </summary>
/// <param name="purpose">What the service does, in a sentence, for <c>--help</c>.</param>
/// <param name="options">Options of the service's own.</param>
public sealed class ServiceCommand(string purpose, params IReadOnlyList<Option> options)
{
    /// <summary>Exit code for a command line that cannot be understood: EX_USAGE of sysexits.h.</summary>
    public const int BadArguments = 64;

    private readonly Option<string?> _health = new("--health")
    {
        Description =
            "Ask the service that runs whether it is ready, in place of starting one: where urls say that it listens, or at the "
                + "address given. Exit code 0 when it is ready, 1 when not.",
        HelpName = "address",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Does what a command line asks for.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="serve">Runs the service, with the settings that the command line holds and what it says otherwise; its value is the
    /// exit code.</param>
    /// <returns>The exit code: of the service, of what was asked in its place, or <see cref="BadArguments"/>.</returns>
    public async Task<int> Run(IReadOnlyList<string> args, Func<string[], ParseResult, Task<int>> serve)
    {
        ArgumentNullException.ThrowIfNull(serve);
        var (settings, others) = SettingArguments.Split(args);
        var command = Create();
        command.SetAction((given, _) =>
            given.GetResult(_health) is null ? serve(settings, given) : HealthProbe.Run(given.GetValue(_health), settings, Console.Out));
        // Values that begin with @ are no files of arguments.
        var given = command.Parse(others, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (given.Action is not ParseErrorAction misunderstood)
        {
            // Signals and exceptions are the host's affair.
            return await given.InvokeAsync(
                new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
        }

        misunderstood.ShowHelp = false;
        // Everything is near to -h that is short.
        misunderstood.ShowTypoCorrections = given.UnmatchedTokens.All(token => token.StartsWith("--", StringComparison.Ordinal));
        await given.InvokeAsync(new InvocationConfiguration { Output = Console.Error });
        await Console.Error.WriteLineAsync("Settings are given as --Section:Key value. --help names the options.");
        return BadArguments;
    }

    private RootCommand Create()
    {
        // For the help, and for what is said when its value is missing: with a value it is a setting as others are.
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen, separated by semicolons; such as http://127.0.0.1:8080.",
            HelpName = "addresses",
        };
        var command = new RootCommand($"""
            {purpose}

            Any setting can be given as --Section:Key value, for example --Ledger:FailedRetention 7.00:00:00, as environment variable Section__Key, or in an appsettings.json.
            docs/settings.md names all of them, with defaults and ranges.
            """) { urls, _health };
        foreach (var option in options)
        {
            command.Add(option);
        }

        return command;
    }
}
