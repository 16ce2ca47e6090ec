using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.Redis.Tests;

public sealed class RedisRowStoreTests : RedisRowStoreContract
{
    [Fact]
    public async Task A_row_that_vanished_between_its_reading_and_its_commit_is_a_conflict_with_nothing()
    {
        var process = Start();
        var insert = StoredRows.Insert(Guid.NewGuid());
        var neighbour = insert with { Id = SameTag(insert.Id) };
        await process.Store.Commit([insert, neighbour], CancellationToken.None);
        await process.Execute("DEL", process.Keys.Row(insert.Id));

        var results = await process.Store.Commit(
            [StoredRows.Update(insert.Id, version: 1), StoredRows.Update(neighbour.Id, version: 1)], CancellationToken.None);

        results.ShouldBe([new CommitResult(false, null), CommitResult.Committed]);
        (await process.Execute("EXISTS", process.Keys.Row(insert.Id))).ToString().ShouldBe("0");
    }

    [Fact]
    public async Task An_event_for_a_row_that_vanished_creates_it_anew()
    {
        var process = Start();
        var id = Guid.NewGuid();
        await process.Ledger.Apply([Started(id)], CancellationToken.None);
        await process.Execute("DEL", process.Keys.Row(id));

        var entry = (await process.Ledger.Apply([Started(id)], CancellationToken.None)).ShouldHaveSingleItem();

        entry.IsFirst.ShouldBeTrue();
        (await process.Store.ReadHeader(id, CancellationToken.None))!.Value.Version.ShouldBe(1U);
    }

    [Fact]
    public async Task What_is_of_another_type_than_a_row_takes_nothing_with_it()
    {
        var process = Start();
        var place = StoredRows.In(TaskIndex.Due, DateTimeOffset.UnixEpoch);
        var insert = StoredRows.Insert(Guid.NewGuid(), place);
        var neighbour = insert with { Id = SameTag(insert.Id) };
        await process.Store.Commit([insert, neighbour], CancellationToken.None);
        await process.Execute("DEL", process.Keys.Row(insert.Id));
        await process.Execute("HSET", process.Keys.Row(insert.Id), "a", "b");

        var entries = await process.Ledger.Apply([Started(insert.Id), Started(neighbour.Id)], CancellationToken.None);
        entries.Select(entry => entry.Failure is UndecodableRowException).ShouldBe([true, false]);
        (await process.Tasks.LoadHeader(insert.Id, CancellationToken.None)).ShouldBeOfType<Reading<TaskHeader>.LeftAlone>();
        (await process.Tasks.Quarantined(10, CancellationToken.None)).First.ShouldHaveSingleItem().Id.ShouldBe(insert.Id);
        var leased = await process.Tasks.Lease(
            TaskIndex.Due, DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1), 100, CancellationToken.None);
        (leased.Count, leased.Tasks.ShouldHaveSingleItem().CorrelationId).ShouldBe((1, neighbour.Id));
    }

    [Fact]
    public async Task Commits_go_on_when_somebody_deletes_the_counts_and_lists_that_change_are_counted_anew()
    {
        var process = Start();
        var first = new ListedTask { CreatedAt = DateTimeOffset.UnixEpoch };
        var second = first with { Id = SameTag(first.Id) };
        var third = first with { Id = SameTag(first.Id) };
        await process.Store.Commit([first.Insert(), second.Insert()], CancellationToken.None);
        var position = (await process.Store.Changes(null, 100, CancellationToken.None)).Position;
        await process.Execute("DEL", process.Keys.Counts(RedisKeys.TagOf(first.Id)));

        (await process.Store.Commit([third.Insert()], CancellationToken.None)).ShouldBe([CommitResult.Committed]);

        (await process.Store.Count(CancellationToken.None)).ShouldHaveSingleItem().Count.ShouldBe(3);
        (await process.Store.Changes(position, 100, CancellationToken.None)).Changes.Select(change => change.Id).ShouldBe([third.Id]);
    }

    [Fact]
    public async Task Of_very_many_causes_of_failure_only_those_with_more_rows_are_counted_and_all_are_listed()
    {
        var process = Start();
        var first = new ListedTask { CreatedAt = DateTimeOffset.UnixEpoch, State = TaskState.Failed, Error = "before the flood" };
        ListedTask[] flood = [.. Enumerable.Range(0, 1000).Select(i => first with { Id = SameTag(first.Id), Error = $"once {i}" })];
        ListedTask[] common = [.. Enumerable.Range(0, 20).Select(_ => first with { Id = SameTag(first.Id), Error = "after the flood" })];
        foreach (var part in flood.Prepend(first).Prepend(first with { Id = SameTag(first.Id) }).Concat(common).Chunk(50))
        {
            await process.Store.Commit([.. part.Select(task => task.Insert())], CancellationToken.None);
        }

        var counts = await process.Store.CountFailures(CancellationToken.None);
        counts.Count.ShouldBe(250);
        counts.ShouldContain(new FailureCount(common[0].Failure, 20));
        counts.ShouldContain(new FailureCount(first.Failure, 2));
        (await process.Store.CountOf(TaskList.OfFailure(flood[^1].Failure), CancellationToken.None)).ShouldBe(1);

        await process.Store.Commit(
            [.. flood.Select(task => (task with { State = TaskState.Scheduled, Error = null }).ChangeFrom(task))], CancellationToken.None);

        (await process.Store.CountFailures(CancellationToken.None))
            .ShouldBe([new FailureCount(common[0].Failure, 20), new FailureCount(first.Failure, 2)], ignoreOrder: true);
        var later = first with { Id = SameTag(first.Id), Error = "later" };
        await process.Store.Commit([later.Insert()], CancellationToken.None);
        (await process.Store.CountFailures(CancellationToken.None)).ShouldContain(new FailureCount(later.Failure, 1));
    }

    [Fact]
    public async Task Causes_that_come_again_and_a_store_of_an_earlier_release_do_not_make_the_counts_grow()
    {
        var process = Start();
        var first = new ListedTask { CreatedAt = DateTimeOffset.UnixEpoch, State = TaskState.Failed, Error = "the first" };
        var counts = process.Keys.Counts(RedisKeys.TagOf(first.Id));
        await process.Store.Commit([first.Insert()], CancellationToken.None);
        await process.Execute("EVAL", "for i = 1, 5000 do redis.call('HSET', KEYS[1], 'failure:' .. i, 1) end", 1, counts);

        for (var round = 0; round < 3; round++)
        {
            foreach (
                var part in Enumerable.Range(0, 400).Select(i => first with { Id = SameTag(first.Id), Error = $"again {i}" }).Chunk(50))
            {
                await process.Store.Commit([.. part.Select(task => task.Insert())], CancellationToken.None);
            }
        }

        ((long)await process.Execute("HLEN", counts)).ShouldBeLessThan(260);
    }

    [Fact]
    public async Task A_lease_of_as_many_as_there_are_tags_takes_one_of_each()
    {
        var process = Start();
        Guid[] ids = [.. Enumerable.Range(0, 200).Select(_ => Guid.NewGuid())];
        var due = StoredRows.In(TaskIndex.Due, DateTimeOffset.UnixEpoch);
        await process.Store.Commit([.. ids.Select(id => StoredRows.Insert(id, due))], CancellationToken.None);

        var taken = await process.Store.Lease(TaskIndex.Due, DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1), 16, CancellationToken.None);

        taken.Select(RedisKeys.TagOf).ShouldBe(ids.Select(RedisKeys.TagOf).Distinct(), ignoreOrder: true);
    }

    [Fact]
    public async Task Very_many_rows_in_states_of_a_later_release_do_not_hold_up_those_behind_them_for_ever()
    {
        var process = Start();
        var first = Guid.NewGuid();
        Guid[] newer = [.. Enumerable.Range(0, 3000).Select(_ => SameTag(first))];
        var early = StoredRows.In(TaskIndex.Due, DateTimeOffset.UnixEpoch);
        foreach (var part in newer.Chunk(500))
        {
            await process.Store.Commit([.. part.Select(id => StoredRows.Insert(id, early).InNewerState())], CancellationToken.None);
        }

        var known = StoredRows.Insert(SameTag(first), StoredRows.In(TaskIndex.Due, DateTimeOffset.UnixEpoch.AddSeconds(1)));
        await process.Store.Commit([known], CancellationToken.None);

        var taken = new List<Guid>();
        for (var round = 0; round < 4; round++)
        {
            taken.AddRange(
                await process.Store.Lease(
                    TaskIndex.Due, DateTimeOffset.UnixEpoch.AddSeconds(2), TimeSpan.FromMinutes(1), 256, CancellationToken.None));
        }

        taken.ShouldBe([known.Id]);
    }

    private protected override RedisProcess Open(string? keyPrefix) => new(keyPrefix: keyPrefix);

    private static Guid SameTag(Guid id) => Guid.ParseExact($"{Guid.NewGuid():N}"[..31] + $"{id:N}"[31], "N");

    private static TaskEvent Started(Guid id) =>
        TaskEvent.Of(new TaskStarted { TaskId = id, Attempt = 1, StartedAt = DateTimeOffset.UnixEpoch, Worker = "w1" });
}
