using System.Diagnostics.CodeAnalysis;

namespace Messaging.Tasks.Registration;

/// <summary>
/// The task types a worker knows, by name. Filled while the application is built; two handlers with one name, or a name that is not
/// allowed, stop it there.
/// </summary>
public sealed class TaskRegistry
{
    private readonly Dictionary<string, TaskDefinition> _definitions = new(StringComparer.Ordinal);

    /// <summary>All task types, ordered by name.</summary>
    public IReadOnlyList<TaskDefinition> Definitions =>
        [.. _definitions.Values.OrderBy(definition => definition.Name, StringComparer.Ordinal)];

    /// <summary>Looks a task type up by its exact name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out TaskDefinition? definition) => _definitions.TryGetValue(name, out definition);

    /// <summary>Registers a handler; <see langword="false"/> when this very handler is registered already.</summary>
    /// <exception cref="InvalidOperationException">Its name is taken, or is not a task name.</exception>
    internal bool Add(TaskDefinition definition)
    {
        if (!TaskName.IsValid(definition.Name))
        {
            throw new InvalidOperationException(
                $"{definition.HandlerType} names its task '{definition.Name}', which is not a task name such as 'reports.build-daily'.");
        }

        if (_definitions.TryAdd(definition.Name, definition))
        {
            return true;
        }

        var existing = _definitions[definition.Name];
        return existing.GetType() == definition.GetType()
            ? false
            : throw new InvalidOperationException(
                $"{definition.HandlerType} and {existing.HandlerType} both name their task '{definition.Name}'.");
    }
}
