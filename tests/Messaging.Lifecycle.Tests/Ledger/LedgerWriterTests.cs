using System.Threading.Channels;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Ledger;

public sealed class LedgerWriterTests : IDisposable
{
    private readonly LedgerFixture _fixture = new();
    private readonly Channel<int> _begun = Channel.CreateUnbounded<int>();
    private readonly SemaphoreSlim _release = new(0);

    public LedgerWriterTests() => _fixture.Store.BeforeCommit = async changes =>
    {
        await _begun.Writer.WriteAsync(changes.Count);
        await _release.WaitAsync();
    };

    public void Dispose() => _release.Dispose();

    [Fact]
    public async Task A_write_completes_when_it_is_committed()
    {
        await using var writer = new LedgerWriter(_fixture.Ledger);

        var write = writer.Write(Told.Submitted(), CancellationToken.None);
        await _begun.Reader.ReadAsync();
        write.IsCompleted.ShouldBeFalse();
        _release.Release();

        (await write).IsFirst.ShouldBeTrue();
        (await _fixture.Row()).State.ShouldBe(TaskState.Queued);
    }

    [Fact]
    public async Task Writes_at_the_same_time_share_a_commit_and_each_gets_its_own_entries()
    {
        await using var writer = new LedgerWriter(_fixture.Ledger);
        var first = writer.Write(Told.Submitted(id: Guid.NewGuid()), CancellationToken.None);
        await _begun.Reader.ReadAsync();

        Guid[] ids = [.. Enumerable.Range(0, 50).Select(_ => Guid.NewGuid())];
        var writes = ids.Select(id => writer.Write([Told.Submitted(id: id), Told.Enqueued(id: id)], CancellationToken.None)).ToArray();
        var nothing = writer.Write([], CancellationToken.None);
        var repeated = writer.Write(Told.Submitted(id: ids[7]), CancellationToken.None);
        _release.Release(2);
        await first;

        (await _begun.Reader.ReadAsync()).ShouldBe(50);
        foreach (var (id, entries) in ids.Zip(await Task.WhenAll(writes)))
        {
            entries.Select(entry => (entry.Row!.CorrelationId, entry.IsFirst)).ShouldBe([(id, true), (id, false)]);
        }

        (await nothing).ShouldBeEmpty();
        (await repeated).IsFirst.ShouldBeFalse();
        (await repeated).Row!.CorrelationId.ShouldBe(ids[7]);
        _fixture.Store.Commits.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Of_two_submissions_of_one_id_at_the_same_time_one_is_first()
    {
        await using var writer = new LedgerWriter(_fixture.Ledger);
        _release.Release(100);

        var entries = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => Task.Run(() => writer.Write(Told.Submitted(fingerprint: $"{i}"), CancellationToken.None))));

        var winner = entries.Index().Where(entry => entry.Item.IsFirst).ShouldHaveSingleItem().Index;
        (await _fixture.Row()).Fingerprint.ShouldBe($"{winner}");
        entries.ShouldAllBe(entry => entry.Row!.Fingerprint == $"{winner}");
    }

    [Fact]
    public async Task A_failure_reaches_all_who_share_the_commit_and_the_next_one_works()
    {
        await using var writer = new LedgerWriter(_fixture.Ledger);
        var first = writer.Write(Told.Submitted(), CancellationToken.None);
        await _begun.Reader.ReadAsync();
        var writes = Enumerable.Range(0, 5).Select(_ => writer.Write(Told.Submitted(id: Guid.NewGuid()), CancellationToken.None)).ToArray();
        _fixture.Store.BeforeCommit = _ => throw new TaskStoreUnavailableException("no store");
        _release.Release();

        await first;
        foreach (var write in writes)
        {
            (await Should.ThrowAsync<TaskStoreUnavailableException>(() => write)).Message.ShouldBe("no store");
        }

        _fixture.Store.BeforeCommit = null;
        (await writer.Write(Told.Enqueued(), CancellationToken.None)).Row!.EnqueuedAttempt.ShouldBe(1);
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_undo_what_was_taken_in()
    {
        await using var writer = new LedgerWriter(_fixture.Ledger);
        using var giveUp = new CancellationTokenSource();
        var write = writer.Write(Told.Submitted(), giveUp.Token);
        await _begun.Reader.ReadAsync();

        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => write);
        _release.Release(2);
        await writer.Write(Told.Enqueued(), CancellationToken.None);

        (await _fixture.Row()).SubmittedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Disposing_writes_what_waits()
    {
        var writer = new LedgerWriter(_fixture.Ledger);
        var first = writer.Write(Told.Submitted(), CancellationToken.None);
        await _begun.Reader.ReadAsync();
        var second = writer.Write(Told.Enqueued(), CancellationToken.None);

        var disposed = writer.DisposeAsync().AsTask();
        _release.Release(2);
        await disposed;

        (await first).IsFirst.ShouldBeTrue();
        (await second).Row!.EnqueuedAttempt.ShouldBe(1);
        (await _fixture.Row()).EnqueuedAttempt.ShouldBe(1);
        await Should.ThrowAsync<ChannelClosedException>(() => writer.Write(Told.Started(), CancellationToken.None));
    }
}
