using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Messaging.AspNetCore;

/// <summary>
/// What is wrong with settings, in sentences for who runs the service: which setting it is, and why its value is refused.
/// </summary>
internal static partial class SettingsProblems
{
    private const string Binder = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>A sentence per bad setting; none when an exception is about something else.</summary>
    public static IReadOnlyList<string> In(Exception exception) => exception switch
    {
        OptionsValidationException refused => [.. refused.Failures.Select(failure => Sentence(refused.OptionsType, failure))],
        // Several classes of options at once.
        AggregateException several when several.InnerExceptions.All(inner => In(inner).Count > 0) =>
            [.. several.InnerExceptions.SelectMany(In)],
        InvalidOperationException { Source: Binder } unreadable => [Unreadable(unreadable.Message)],
        _ => [],
    };

    // What DataAnnotations says comes after a preamble that names the options class, and names the member where people know the setting.
    private static string Sentence(Type options, string failure)
    {
        var match = Annotation.Match(failure);
        if (!match.Success)
        {
            return failure;
        }

        var error = Field.Replace(match.Groups["error"].Value, field => $"{Section(options)}:{field.Groups["member"].Value}");
        return error.TrimEnd('.') + ".";
    }

    private static string Section(Type options) =>
        options.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string
            ?? options.Name.Replace("Options", "", StringComparison.Ordinal);

    private static string Unreadable(string message)
    {
        var match = Conversion.Match(message);
        return match.Success
            ? $"{match.Groups["setting"].Value} is '{match.Groups["value"].Value}' and must be {Kind(match.Groups["type"].Value)}."
            : message;
    }

    private static string Kind(string type) => type switch
    {
        "System.Int32" => "a whole number",
        "System.Double" => "a number",
        "System.Boolean" => "true or false",
        "System.TimeSpan" => "a duration such as 00:00:30",
        _ =>
            AppDomain.CurrentDomain.GetAssemblies()
                .Select(assembly => assembly.GetType(type))
                .FirstOrDefault(found => found?.IsEnum == true) is { } words
            ? $"one of {string.Join(", ", Enum.GetNames(words))}"
            : "something else",
    };

    [GeneratedRegex(@"^DataAnnotation validation failed for .+ with the error: '(?<error>.*)'\.?$", RegexOptions.Singleline)]
    private static partial Regex Annotation { get; }

    [GeneratedRegex(@"^The (field (?<member>\w+)|(?<member>\w+) field)(?= )")]
    private static partial Regex Field { get; }

    [GeneratedRegex("^Failed to convert configuration value '(?<value>.*)' at '(?<setting>[^']+)' to type '(?<type>[^']+)'", RegexOptions.Singleline)]
    private static partial Regex Conversion { get; }
}
