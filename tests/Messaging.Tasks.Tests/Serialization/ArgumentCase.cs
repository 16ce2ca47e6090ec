using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.RegularExpressions;
using Messaging.Tasks.Serialization;

namespace Messaging.Tasks.Tests.Serialization;

/// <summary>A type of argument, with values that it takes and values that it does not, as JSON of its member <c>value</c>.</summary>
public abstract class ArgumentCase
{
    private protected ArgumentCase(string name, string[] right, string[] wrong) => (Name, Right, Wrong) = (name, right, wrong);

    public string Name { get; }

    public IReadOnlyList<string> Right { get; }

    public IReadOnlyList<string> Wrong { get; }

    public override string ToString() => Name;

    /// <summary>What Producer is told.</summary>
    public abstract string Schema { get; }

    /// <summary>What Producer's check says to a value, and what becomes of an attempt that is given it.</summary>
    public abstract Task<(IReadOnlyList<string> Faults, TaskOutcome Outcome)> Try(string value);

    /// <summary>Whether the serializer and the validation attributes, without any schema, take a value.</summary>
    public abstract bool IsReadable(string value);

    /// <param name="right">Values that the type takes.</param>
    /// <param name="wrong">Values that it does not.</param>
    /// <param name="alone">What the serializer and the attributes would take though it is refused: where they are known to be lax.</param>
    public static ArgumentCase Of<T>(string[] right, string[] wrong, Func<T, bool>? alone = null)
        where T : notnull => new Typed<T>(right, wrong, alone ?? (_ => true));

    private sealed class Typed<T>(string[] right, string[] wrong, Func<T, bool> isMeant) : ArgumentCase(typeof(T).Name, right, wrong)
        where T : notnull
    {
        private static readonly Echo<T> Echo = new();

        public override async Task<(IReadOnlyList<string> Faults, TaskOutcome Outcome)> Try(string value) =>
            (Echo.Faults(Whole(value)), await Echo.Work(Whole(value)));

        public override bool IsReadable(string value)
        {
            try
            {
                var arguments = JsonElement.Parse(Whole(value)).Deserialize<T>(ArgumentsJson.Options)!;
                return isMeant(arguments) && ArgumentsJson.Options.GetTypeInfo(typeof(T)).Properties.All(member =>
                    ArgumentsJson.RulesOf(member).All(rule => rule switch
                    {
                        // It converts the value to the type of its bounds, rounding it or failing: the case tells what is meant.
                        RangeAttribute { OperandType.IsPrimitive: true } => true,
                        // It takes the first match, which need not be the one that spans the text.
                        RegularExpressionAttribute expression =>
                            Regex.IsMatch((string)member.Get!(arguments)!, $@"\A(?:{expression.Pattern})?\z"),
                        _ => rule.GetValidationResult(member.Get!(arguments), new ValidationContext(arguments)) is null,
                    }));
            }
            catch (Exception exception) when (exception is JsonException or NotSupportedException)
            {
                return false;
            }
        }

        public override string Schema => Echo.Schema.GetRawText();

        private static string Whole(string value) => $"{{\"value\":{value}}}";
    }
}
