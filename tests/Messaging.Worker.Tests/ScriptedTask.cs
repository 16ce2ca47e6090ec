using System.Text.Json;
using Messaging.Tasks;
using Messaging.Tasks.Policies;

namespace Messaging.Worker.Tests;

/// <summary>A task that does what the test says.</summary>
public sealed class ScriptedTask(Func<TaskContext, Task<object?>> script) : ITaskHandler<JsonElement, object?>
{
    public const int Attempts = 3;

    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(8);

    public static string Name => "tests.scripted";

    public static TaskPolicy Policy => TaskPolicy.Default with
    {
        MaxAttempts = Attempts,
        Backoff = new Backoff { BaseDelay = RetryDelay, Jitter = false },
    };

    public Task<object?> Run(JsonElement arguments, TaskContext context) => script(context);
}

/// <summary>A task whose arguments have a schema.</summary>
public sealed class TypedTask : ITaskHandler<TypedTask.Arguments, int>
{
    public static string Name => "tests.typed";

    public Task<int> Run(Arguments arguments, TaskContext context) => Task.FromResult(arguments.Seconds);

    public sealed record Arguments(int Seconds);
}
