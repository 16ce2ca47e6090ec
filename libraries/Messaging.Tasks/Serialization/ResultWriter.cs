using System.Text.Json;

namespace Messaging.Tasks.Serialization;

/// <summary>Writes what a handler returned.</summary>
internal static class ResultWriter
{
    /// <exception cref="PermanentTaskException">It cannot be written. The handler has run: to run it again would repeat what it did, and end the same way.</exception>
    public static JsonElement Write<TResult>(TResult result)
    {
        try
        {
            return JsonSerializer.SerializeToElement(result, TaskJson.Options);
        }
#pragma warning disable CA1031 // The getters of a result are the author's code: whatever they throw, the result cannot be written.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new PermanentTaskException($"The result cannot be written as JSON of at most {TaskJson.DepthLimit} levels. {Reason(exception)}", exception);
        }
    }

    // Of other exceptions the author's code may have made the text, and may fail once more while it does.
    private static string Reason(Exception exception) =>
        exception.GetType() is var type && (type == typeof(JsonException) || type == typeof(NotSupportedException) || type == typeof(ArgumentException)) ? exception.Message : type.Name;
}
