using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;

namespace Messaging.Redis.Sagas;

/// <summary>One attempt to apply one message to one saga. Remembers the row it began with, to compare it on save.</summary>
internal sealed class RedisSagaRepositoryContext<TSaga, TMessage>(
    RedisSagaStore<TSaga> store,
    ConsumeContext<TMessage> context,
    ISagaConsumeContextFactory<RedisSagaStore<TSaga>, TSaga> contextFactory,
    RefusedWrite? known)
    : ConsumeContextScope<TMessage>(context), SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISagaVersion
    where TMessage : class
{
    private readonly ConsumeContext<TMessage> _context = context;
    private RefusedWrite? _known = known;
    private RedisSagaRow? _row;

    /// <summary>Set once a save was refused: the attempt has failed, but may be repeated on what Redis holds now.</summary>
    public RefusedWrite? Refused { get; private set; }

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) =>
        CreateSagaConsumeContext(_context, instance, SagaConsumeContextMode.Add);

    public async Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        if (Known(instance.CorrelationId) is not { Current: not null })
        {
            var row = store.Serializer.Write(instance, previous: null);
            _known = await store.Write(instance.CorrelationId, expected: null, row);
            if (_known is null)
            {
                Became(instance, row);
                return await CreateSagaConsumeContext(_context, instance, SagaConsumeContextMode.Insert);
            }
        }

        return null!;
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId)
    {
        _row = Known(correlationId) is { } known ? known.Current : await store.Read(correlationId, CancellationToken);
        return _row is null
            ? null!
            : await CreateSagaConsumeContext(_context, store.Serializer.Read(_row), SagaConsumeContextMode.Load);
    }

    public Task Save(SagaConsumeContext<TSaga> context) => Write(context.Saga, expected: null);

    public Task Update(SagaConsumeContext<TSaga> context) => Write(context.Saga, _row);

    public async Task Delete(SagaConsumeContext<TSaga> context) =>
        ThrowIfRefused(await store.Write(context.Saga.CorrelationId, _row, replacement: null));

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(
        ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class =>
        contextFactory.CreateSagaConsumeContext(store, consumeContext, instance, mode);

    private RefusedWrite? Known(Guid sagaId) => _known?.SagaId == sagaId ? _known : null;

    private async Task Write(TSaga saga, RedisSagaRow? expected)
    {
        var row = store.Serializer.Write(saga, expected);
        if (expected is not null && row.Payload.SequenceEqual(expected.Payload))
        {
            saga.Version = expected.Version;
            return;
        }

        ThrowIfRefused(await store.Write(saga.CorrelationId, expected, row));
        Became(saga, row);
    }

    private void Became(TSaga saga, RedisSagaRow row)
    {
        _row = row;
        saga.Version = row.Version;
    }

    private void ThrowIfRefused(RefusedWrite? refused)
    {
        if (refused is not null)
        {
            Refused = refused;
            var reason = refused.Current is null
                ? "Its row vanished before it was saved"
                : "Another writer changed its row before it was saved";
            throw new RedisSagaConcurrencyException(reason, typeof(TSaga), refused.SagaId);
        }
    }
}
