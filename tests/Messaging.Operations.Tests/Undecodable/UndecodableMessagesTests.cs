using Messaging.Hosting.Undecodable;
using Messaging.Operations.Undecodable;

namespace Messaging.Operations.Tests.Undecodable;

public sealed class UndecodableMessagesTests
{
    private readonly KnownMessages _queues = new();
    private readonly UndecodableMessages _messages;

    public UndecodableMessagesTests() => _messages = new UndecodableMessages(_queues);

    [Fact]
    public async Task A_message_is_looked_for_by_the_queue_where_it_could_not_be_read()
    {
        (await _messages.PutBack("tasks.default_error", "m1", CancellationToken.None)).ShouldBeTrue();
        (await _messages.Drop("task-events_error", "m2", CancellationToken.None)).ShouldBeTrue();

        _queues.Asked.ShouldBe(["put back m1 of tasks.default", "drop m2 of task-events"]);
    }

    [Theory]
    [InlineData("tasks.default")]
    [InlineData("another-application_error")]
    public async Task The_broker_is_not_asked_for_messages_of_queues_that_hold_none_of_ours(string queue)
    {
        (await _messages.PutBack(queue, "m1", CancellationToken.None)).ShouldBeFalse();
        (await _messages.Drop(queue, "m1", CancellationToken.None)).ShouldBeFalse();

        _queues.Asked.ShouldBeEmpty();
    }

    /// <summary>Queues where every message is found.</summary>
    private sealed class KnownMessages : IUndecodableQueues
    {
        public List<string> Asked { get; } = [];

        public Task<IReadOnlyList<UndecodableDelivery>> Peek(
            IReadOnlyList<string> queues, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<bool> PutBack(string queue, string messageId, CancellationToken cancellationToken) =>
            Find($"put back {messageId} of {queue}");

        public Task<bool> Drop(string queue, string messageId, CancellationToken cancellationToken) =>
            Find($"drop {messageId} of {queue}");

        private Task<bool> Find(string asked)
        {
            Asked.Add(asked);
            return Task.FromResult(true);
        }
    }
}
