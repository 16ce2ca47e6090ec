using System.Text.Json;

namespace Messaging.Tasks.Tests.Running;

/// <summary>A task of which only one kind of error is retried.</summary>
public sealed class PickyTask(Func<TaskContext, Task<object?>> script) : ITaskHandler<JsonElement, object?>
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static string Name => "tests.picky";

    public static TaskPolicy Policy => (TaskPolicy.Default with { TimeLimit = Limit }).RetryOnly<HttpRequestException>();

    public Task<object?> Run(JsonElement arguments, TaskContext context) => script(context);
}
