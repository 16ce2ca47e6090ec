using System.Collections.Concurrent;
using MassTransit;

namespace Messaging.Producer.Tests.Endpoints;

/// <summary>Keeps what was published.</summary>
internal sealed class PublishedMessages : IPublishObserver
{
    private readonly ConcurrentQueue<object> _messages = new();

    public IReadOnlyCollection<object> All => _messages;

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class
    {
        _messages.Enqueue(context.Message);
        return Task.CompletedTask;
    }

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
