using System.Text.Json;

namespace Messaging.Hosting.Validation;

/// <summary>Compares the names and arguments of tasks with what workers have told of their types.</summary>
/// <param name="types">The types that workers have told of.</param>
public sealed class TaskTypeCheck(KnownTaskTypes types)
{
    /// <summary>Checks one task's name and arguments.</summary>
    /// <param name="name">The name of its type.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="errors">Where what is wrong is noted, under <c>name</c> and <c>args</c>.</param>
    /// <param name="cancellationToken">Stops waiting for what is known of types.</param>
    public async Task Check(string name, JsonElement arguments, ValidationErrors errors, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var lookup = await types.Find(name, cancellationToken);
        if (!lookup.IsKnown)
        {
            errors.Add("name", $"No worker knows a task named '{name}'. Nearest known names: {string.Join(", ", lookup.Nearest)}.");
        }
        else
        {
            lookup.Schema?.Check(arguments, "args", errors.Add);
        }
    }
}
