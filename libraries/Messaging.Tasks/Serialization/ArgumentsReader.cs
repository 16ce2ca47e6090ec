using System.Text.Json;
using Messaging.Tasks.Serialization.Schemas;

namespace Messaging.Tasks.Serialization;

/// <summary>Turns JSON into a handler's arguments, or says which field is wrong.</summary>
internal static class ArgumentsReader
{
    /// <summary>
    /// Reads arguments, after the same check as Producer's: whatever that lets pass on the way, a task that was submitted before its worker
    /// told of it for instance, is refused here.
    /// </summary>
    /// <exception cref="InvalidArgumentsException">The JSON does not fit the schema or the type, or a rule refuses it.</exception>
    public static TArguments Read<TArguments>(JsonElement json, CompiledSchema schema)
        where TArguments : notnull
    {
        if (json.ValueKind is JsonValueKind.Undefined)
        {
            throw new InvalidArgumentsException("There are no arguments.");
        }

        try
        {
            Refuse(faults => schema.Check(json, "", faults));
            var arguments = json.Deserialize<TArguments>(ArgumentsJson.Options)
                ?? throw new InvalidArgumentsException("The arguments are null.");
            Refuse(faults => ObjectRules.Check(arguments, faults));
            return arguments;
        }
        catch (InvalidArgumentsException)
        {
            throw;
        }
        catch (JsonException exception)
        {
            // The serializer names types of .NET, which tell a caller nothing. The path is in words of JSON.
            var field = exception.Path is { Length: > 2 } path ? path[2..] : "";
            var isOurs = exception.Message.StartsWith("Must be ", StringComparison.Ordinal);
            throw new InvalidArgumentsException(
                Sentence(field, isOurs ? exception.Message.Split(" Path: ", 2)[0] : "Cannot be read."), exception);
        }
#pragma warning disable CA1031 // Constructors, setters and rules are the author's code: what they throw would be thrown again at every attempt.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new InvalidArgumentsException($"The arguments cannot be read: {MessageOf(exception)}", exception);
        }
    }

    private static void Refuse(Action<Action<string, string>> check)
    {
        var faults = new List<string>();
        check((field, message) => faults.Add(Sentence(field, message)));
        if (faults.Count > 0)
        {
            throw new InvalidArgumentsException(string.Join(" ", faults));
        }
    }

    private static string Sentence(string field, string message) =>
        field.Length == 0 ? $"The arguments: {message}" : $"'{field}': {message}";

    private static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
#pragma warning disable CA1031 // An exception's message may be the author's code too.
        catch (Exception)
#pragma warning restore CA1031
        {
            return exception.GetType().Name;
        }
    }
}
