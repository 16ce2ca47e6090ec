using System.Text.Json;

namespace Messaging.Tasks.Tests.Running;

/// <summary>A task with a soft limit and immediate retries that does what the test says.</summary>
public sealed class PatientTask(Func<TaskContext, Task<object?>> script) : ITaskHandler<JsonElement, object?>
{
    public const int Retries = 2;

    public static readonly TimeSpan SoftLimit = TimeSpan.FromSeconds(40);

    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static string Name => "tests.patient";

    public static TaskPolicy Policy => TaskPolicy.Default with
    {
        TimeLimit = Limit,
        SoftTimeLimit = SoftLimit,
        ImmediateRetries = Retries,
        RetryWhen = exception =>
            exception is ArithmeticException
                ? throw new InvalidOperationException("The filter is broken.")
                : exception is not NotSupportedException,
    };

    public Task<object?> Run(JsonElement arguments, TaskContext context) => script(context);
}
