using System.Diagnostics;
using Messaging.Lifecycle.Tracing;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// Spans of calls to Redis, as https://opentelemetry.io/docs/specs/semconv/database/redis/ has them. Only within a recorded trace: loops
/// that poll would drown the rest.
/// </summary>
internal static class RedisSpan
{
    /// <summary>Makes a call, within a span where the surrounding trace is recorded.</summary>
    /// <param name="command">The command.</param>
    /// <param name="script">The script it runs, if any.</param>
    /// <param name="call">The call.</param>
    public static Task<T> Around<T>(string command, string? script, Func<Task<T>> call) =>
        TaskTracing.Current is null ? call() : Record(command, script, call);

    private static async Task<T> Record<T>(string command, string? script, Func<Task<T>> call)
    {
        using var span = TaskTracing.StartPart(script is null ? command : $"{command} {script}", ActivityKind.Client);
        span?.SetTag("db.system.name", "redis");
        span?.SetTag("db.operation.name", command);
        if (script is not null)
        {
            span?.SetTag("db.stored_procedure.name", script);
        }

        try
        {
            return await call();
        }
        catch (Exception exception)
        {
            // Redis begins its errors with what it calls their prefix, such as CLUSTERDOWN: that is the status.
            if ((exception as RedisServerException ?? exception.InnerException as RedisServerException) is { } refusal)
            {
                span?.SetTag("db.response.status_code", refusal.Message.Split(' ', 2)[0]);
            }

            span?.SetError(exception.GetType().FullName!, exception.Message);
            throw;
        }
    }
}
