using System.Text.Json;
using Messaging.Contracts;

namespace Messaging.Tasks.Registration;

/// <summary>A registered task type.</summary>
public abstract class TaskDefinition
{
    private protected TaskDefinition(string name, string? description, TaskPolicy policy, Type handlerType, JsonElement argumentsSchema)
    {
        Name = name;
        Description = description;
        Policy = policy;
        HandlerType = handlerType;
        ArgumentsSchema = argumentsSchema;
    }

    /// <summary>The name that submitters use.</summary>
    public string Name { get; }

    /// <summary>What it does, in one sentence.</summary>
    public string? Description { get; }

    /// <summary>How it is retried and limited.</summary>
    public TaskPolicy Policy { get; }

    /// <summary>The class that handles it.</summary>
    public Type HandlerType { get; }

    /// <summary>JSON Schema of its arguments.</summary>
    public JsonElement ArgumentsSchema { get; }

    /// <summary>What submitters are told about it.</summary>
    public TaskType Describe() => new()
    {
        Name = Name,
        Description = Description,
        ArgumentsSchema = ArgumentsSchema,
        MaxAttempts = Policy.MaxAttempts,
        TimeLimit = Policy.TimeLimit,
    };

    /// <summary>Reads the arguments, creates the handler and runs it.</summary>
    internal abstract Task<JsonElement> Invoke(IServiceProvider services, JsonElement arguments, TaskContext context);
}
