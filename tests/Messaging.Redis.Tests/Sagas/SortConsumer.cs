using MassTransit;

namespace Messaging.Redis.Tests.Sagas;

public sealed class SortConsumer(TaskCompletionSource<Sort> done) : IJobConsumer<Sort>
{
    public Task Run(JobContext<Sort> context)
    {
        done.TrySetResult(context.Job);
        return Task.CompletedTask;
    }
}
