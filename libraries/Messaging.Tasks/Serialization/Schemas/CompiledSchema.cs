using System.Text.Json;

namespace Messaging.Tasks.Serialization.Schemas;

/// <summary>
/// A JSON Schema as .NET's JsonSchemaExporter writes it and <c>ArgumentsSchema</c> completes it, taken apart for many checks. Producer
/// checks arguments before it accepts a task, the
/// worker before it reads them. Whatever it does not know, and a schema of a worker in another language that makes no sense, lets values
/// pass. Safe for threads.
/// JsonSchema.Net would cost Producer two to three times as much for each submission, and judges otherwise than the worker's reader does:
/// see decision 13.
/// </summary>
/// <param name="schema">The schema.</param>
public sealed class CompiledSchema(JsonElement schema)
{
    private readonly SchemaNode _root = SchemaNode.Of(schema);

    /// <summary>Checks a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">What it is called; its members are called by it, a dot and their names.</param>
    /// <param name="fail">Is told of each fault: the field, and what is wrong with it in words of JSON. At most 20 times.</param>
    /// <returns>Whether nothing is wrong.</returns>
    public bool Check(JsonElement value, string field, Action<string, string> fail) =>
        new SchemaValidator(_root, fail).Validate(value, field);
}
