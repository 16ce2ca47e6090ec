using Messaging.Lifecycle.Failures;

namespace Messaging.TestSupport.Failures;

/// <summary>The law of <see cref="IReplayStore"/>. An adapter's tests derive from this class.</summary>
public abstract class ReplayStoreContract
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An empty store that no other store of the run can see.</summary>
    protected abstract Task<IReplayStore> CreateStore();

    [Fact]
    public async Task All_that_is_known_of_a_replay_is_kept()
    {
        var store = await CreateStore();
        var replay = Replay() with
        {
            By = "ä ✓",
            FinishedAt = Noon.AddTicks(1),
            State = ReplayState.CanaryFailed,
            Reason = "because",
            Planned = 3_000_000_000,
            Replayed = 7,
            Canaries = [new ReplayedTask(Guid.NewGuid(), 4)],
            Cursor = "19b7-x",
            PacedUntil = Noon.AddTicks(2),
            LeasedUntil = Noon.AddTicks(3),
        };

        var written = (await store.TryWrite(replay, CancellationToken.None)).ShouldNotBeNull();
        var read = (await store.Read(replay.Id, CancellationToken.None)).ShouldNotBeNull();

        read.Canaries.ShouldBe(replay.Canaries);
        (read with { Canaries = [] }).ShouldBe(replay with { Version = 1, Canaries = [] });
        (written with { Canaries = [] }).ShouldBe(read with { Canaries = [] });
    }

    [Fact]
    public async Task Only_who_knows_the_version_changes_a_replay()
    {
        var store = await CreateStore();
        var first = (await store.TryWrite(Replay(), CancellationToken.None)).ShouldNotBeNull();

        (await store.TryWrite(first with { Version = 0 }, CancellationToken.None)).ShouldBeNull();
        var second = (await store.TryWrite(first with { Replayed = 1 }, CancellationToken.None)).ShouldNotBeNull();
        (await store.TryWrite(first with { Replayed = 2 }, CancellationToken.None)).ShouldBeNull();
        (await store.TryWrite(Replay() with { Version = 1 }, CancellationToken.None)).ShouldBeNull();

        second.Version.ShouldBe(2);
        (await store.Read(first.Id, CancellationToken.None))!.Replayed.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_who_change_one_at_once_one_wins()
    {
        var store = await CreateStore();
        var replay = (await store.TryWrite(Replay(), CancellationToken.None)).ShouldNotBeNull();

        var written = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Task.Run(() => store.TryWrite(replay with { Replayed = i }, CancellationToken.None))));

        written.Count(one => one is not null).ShouldBe(1);
    }

    [Fact]
    public async Task All_there_are_are_listed_until_they_are_removed()
    {
        var store = await CreateStore();
        var stays = (await store.TryWrite(Replay(), CancellationToken.None)).ShouldNotBeNull();
        var goes = (await store.TryWrite(Replay(), CancellationToken.None)).ShouldNotBeNull();
        (await store.List(CancellationToken.None)).Select(replay => replay.Id).ShouldBe([stays.Id, goes.Id], ignoreOrder: true);

        await store.Remove(goes, CancellationToken.None);
        await store.Remove(stays with { Version = 7 }, CancellationToken.None);
        await store.Remove(Replay() with { Version = 1 }, CancellationToken.None);

        (await store.List(CancellationToken.None)).Select(replay => replay.Id).ShouldBe([stays.Id]);
        (await store.Read(goes.Id, CancellationToken.None)).ShouldBeNull();
    }

    private static FailureReplay Replay() =>
        new() { Id = Guid.NewGuid(), Fingerprint = "0123456789abcdef", Rate = 0.1, Canary = 1, StartedAt = Noon };
}
