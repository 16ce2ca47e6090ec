using System.Collections.Concurrent;
using MassTransit;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;

namespace Messaging.Worker.Tests;

/// <summary>Stands between the worker and its broker: keeps what was confirmed, and lets a test hold back or refuse what is sent.</summary>
internal sealed class ObservedBroker : ISendObserver
{
    private readonly ConcurrentQueue<object> _confirmed = new();

    /// <summary>Runs before the broker takes a message of events; may throw instead.</summary>
    public Func<Task>? BeforeEvents { get; set; }

    /// <summary>Messages of events that were confirmed.</summary>
    public IReadOnlyList<TaskEvents> Batches => Sent<TaskEvents>();

    /// <summary>Events that were confirmed.</summary>
    public IReadOnlyList<object> Events => [.. Batches.SelectMany(batch => batch.Unfold()).Select(item => item.Message)];

    public IReadOnlyList<T> Sent<T>() => [.. _confirmed.OfType<T>()];

    public Task PreSend<T>(SendContext<T> context)
        where T : class =>
        context.Message is TaskEvents && BeforeEvents is { } act ? act() : Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context)
        where T : class
    {
        _confirmed.Enqueue(context.Message);
        return Task.CompletedTask;
    }

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
