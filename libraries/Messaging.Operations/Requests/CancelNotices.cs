using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Microsoft.Extensions.Logging;

namespace Messaging.Operations.Requests;

/// <summary>
/// Tells workers of cancel requests at once. Workers also look at the rows of what they run, so a notice that is lost costs seconds.
/// </summary>
internal sealed class CancelNotices(IBus bus, TimeProvider clock, ILogger<CancelNotices> logger)
{
    private const int MaxUnconfirmed = 100;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly IPipe<PublishContext<TaskCancelRequested>> Recorded =
        Pipe.Execute<PublishContext<TaskCancelRequested>>(context => context.MarkRecorded());

    private int _unconfirmed;

    /// <summary>
    /// Publishes a request, and waits a little for the broker's confirm. Does not fail: while the broker is away, only some notices wait
    /// for it.
    /// </summary>
    public async Task TryTell(TaskCancelRequested request)
    {
        if (Interlocked.Increment(ref _unconfirmed) > MaxUnconfirmed)
        {
            Interlocked.Decrement(ref _unconfirmed);
            return;
        }

        // The wait is bounded outside of the publish: its token would reach the client library, which a cancelled publish can damage.
        await ((Task)Publish(request).WaitAsync(Longest, clock)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Publish(TaskCancelRequested request)
    {
        try
        {
            await bus.Publish(request, Recorded, CancellationToken.None);
        }
#pragma warning disable CA1031 // Client libraries throw anything when a connection dies. Workers find the request in the row.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.LogDebug(exception, "Workers were not told of the cancel request for task {TaskId}", request.TaskId);
        }
        finally
        {
            Interlocked.Decrement(ref _unconfirmed);
        }
    }
}
