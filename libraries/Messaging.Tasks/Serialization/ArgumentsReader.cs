using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Messaging.Tasks.Serialization;

/// <summary>Turns JSON into a handler's arguments, or says which field is wrong.</summary>
internal static class ArgumentsReader
{
    /// <exception cref="InvalidArgumentsException">The JSON does not fit the type, or a validation attribute refuses it.</exception>
    public static TArguments Read<TArguments>(JsonElement json)
        where TArguments : notnull
    {
        var arguments = Deserialize<TArguments>(json);
        Validate(arguments);
        return arguments;
    }

    private static TArguments Deserialize<TArguments>(JsonElement json)
        where TArguments : notnull
    {
        if (json.ValueKind is JsonValueKind.Undefined)
        {
            throw new InvalidArgumentsException("There are no arguments.");
        }

        try
        {
            return json.Deserialize<TArguments>(TaskJson.Options) ?? throw new InvalidArgumentsException("The arguments are null.");
        }
        catch (JsonException exception)
        {
            // The serializer appends its own position to the message; the path alone is what a caller can use.
            var message = exception.Message.Split(" Path: ", 2)[0];
            var field = exception.Path is { Length: > 2 } path ? path[2..] : null;
            throw new InvalidArgumentsException(field is null ? message : $"'{field}': {message}", exception);
        }
    }

    private static void Validate(object arguments)
    {
        var failures = new List<ValidationResult>();
        if (Validator.TryValidateObject(arguments, new ValidationContext(arguments), failures, validateAllProperties: true))
        {
            return;
        }

        var sentences = failures.Select(failure => failure.MemberNames.FirstOrDefault() is { } member
            ? $"'{JsonNamingPolicy.CamelCase.ConvertName(member)}': {failure.ErrorMessage}"
            : failure.ErrorMessage);
        throw new InvalidArgumentsException(string.Join(" ", sentences));
    }
}
