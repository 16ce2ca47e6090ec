using System.Text.Json;
using Messaging.Tasks;

namespace Messaging.Standalone.Tests;

/// <summary>A task that fails with a text that quotes its arguments, and logs them.</summary>
public sealed class QuotingTask : ITaskHandler<JsonElement, object?>
{
    public static string Name => "tests.quoting";

    public static TaskPolicy Policy => TaskPolicy.Default with { ImmediateRetries = 1, ImmediateRetryDelay = TimeSpan.FromMilliseconds(1) };

    public Task<object?> Run(JsonElement arguments, TaskContext context)
    {
        context.Log($"Got {arguments.GetRawText()}");
        throw new InvalidOperationException($"Cannot use {arguments.GetRawText()}.");
    }
}
