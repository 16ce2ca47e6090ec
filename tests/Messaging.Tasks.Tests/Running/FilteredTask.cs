using System.Text.Json;

namespace Messaging.Tasks.Tests.Running;

/// <summary>A task whose policy asks the error itself whether to retry it.</summary>
public sealed class FilteredTask(Func<TaskContext, Task<object?>> script) : ITaskHandler<JsonElement, object?>
{
    public static string Name => "tests.filtered";

    public static TaskPolicy Policy => TaskPolicy.Default with
    {
        TimeLimit = ScriptedTask.Limit,
        CancelGrace = ScriptedTask.Grace,
        RetryWhen = exception => exception is not JudgedException judged || judged.IsWorthIt(),
    };

    public Task<object?> Run(JsonElement arguments, TaskContext context) => script(context);

    public sealed class JudgedException(Func<bool> isWorthIt) : Exception("Busy.")
    {
        public Func<bool> IsWorthIt { get; } = isWorthIt;
    }
}
