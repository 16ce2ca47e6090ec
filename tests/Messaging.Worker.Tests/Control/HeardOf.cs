using MassTransit;

namespace Messaging.Worker.Tests.Control;

/// <summary>Tells when a consumer has dealt with a message.</summary>
internal sealed class HeardOf<T> : IConsumeMessageObserver<T>
    where T : class
{
    private readonly TaskCompletionSource _once = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Once => _once.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public Task PreConsume(ConsumeContext<T> context) => Task.CompletedTask;

    public Task PostConsume(ConsumeContext<T> context)
    {
        _once.TrySetResult();
        return Task.CompletedTask;
    }

    public Task ConsumeFault(ConsumeContext<T> context, Exception exception)
    {
        _once.TrySetException(exception);
        return Task.CompletedTask;
    }
}
