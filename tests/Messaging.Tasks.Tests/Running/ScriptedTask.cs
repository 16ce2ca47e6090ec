using System.Text.Json;
using Messaging.Tasks.Policies;

namespace Messaging.Tasks.Tests.Running;

/// <summary>A task that does what the test says.</summary>
public sealed class ScriptedTask(Func<TaskContext, Task<object?>> script) : ITaskHandler<JsonElement, object?>
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static string Name => "tests.scripted";

    public static TaskPolicy Policy => TaskPolicy.Default with
    {
        MaxAttempts = 3,
        Backoff = new Backoff { BaseDelay = TimeSpan.FromSeconds(8) },
        TimeLimit = Limit,
        CancelGrace = Grace,
        RetryWhen = exception => exception is ArithmeticException ? throw new InvalidOperationException("The filter is broken.") : true,
    };

    public Task<object?> Run(JsonElement arguments, TaskContext context) => script(context);
}
