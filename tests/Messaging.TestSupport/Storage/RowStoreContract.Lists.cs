using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>Lists and counts.</summary>
public abstract partial class RowStoreContract
{
    [Fact]
    public async Task A_row_is_in_the_lists_of_its_state_its_queue_its_name_and_each_tag_and_in_no_other()
    {
        var store = await CreateStore();
        var task = new ListedTask { CreatedAt = Noon, Queue = "mail", Name = "email.send", Tags = ["blue", "round"] };
        await Commit(store, task.Insert());

        (await Read(store, All)).ShouldBe([task.Place]);
        (await Read(store, All with { State = TaskState.Queued })).ShouldBe([task.Place]);
        (await Read(store, All with { Queue = "mail" })).ShouldBe([task.Place]);
        (await Read(store, All with { Queue = "mail", State = TaskState.Queued })).ShouldBe([task.Place]);
        (await Read(store, All with { Name = "email.send" })).ShouldBe([task.Place]);
        (await Read(store, All with { List = TaskList.OfTag("blue") })).ShouldBe([task.Place]);
        (await Read(store, All with { List = TaskList.OfTag("round") })).ShouldBe([task.Place]);

        (await Read(store, All with { State = TaskState.Running })).ShouldBeEmpty();
        (await Read(store, All with { Queue = "default" })).ShouldBeEmpty();
        (await Read(store, All with { Name = "email" })).ShouldBeEmpty();
        (await Read(store, All with { List = TaskList.OfTag("email.send") })).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("a:b")]
    [InlineData("q*?[x]%d")]
    [InlineData("\u00e4\u2713 \"\\")]
    public async Task A_queue_may_have_any_name(string? queue)
    {
        var store = await CreateStore();
        var task = new ListedTask { CreatedAt = Noon, Queue = queue };
        var other = new ListedTask { CreatedAt = Noon, Queue = "other" };
        await store.Commit([task.Insert(), other.Insert()], CancellationToken.None);

        (await Read(store, All with { Queue = queue ?? "" })).ShouldBe([task.Place]);
        (await store.Count(CancellationToken.None)).ShouldContain(new TaskCount(queue ?? "", "math.add", TaskState.Queued, 1));
    }

    [Fact]
    public async Task A_row_that_changes_its_state_changes_its_list_and_is_counted_where_it_is()
    {
        var store = await CreateStore();
        var queued = new ListedTask { CreatedAt = Noon };
        var running = queued with { State = TaskState.Running };
        await Commit(store, queued.Insert());

        await Commit(store, running.ChangeFrom(queued));

        (await Read(store, All with { State = TaskState.Queued })).ShouldBeEmpty();
        (await Read(store, All with { State = TaskState.Running })).ShouldBe([running.Place]);
        (await Read(store, All with { Name = "math.add" })).ShouldBe([running.Place]);
        (await store.Count(CancellationToken.None)).ShouldBe([new TaskCount("default", "math.add", TaskState.Running, 1)]);
    }

    [Fact]
    public async Task A_row_whose_name_queue_tags_and_time_become_known_is_found_under_these_alone()
    {
        var store = await CreateStore();
        var unknown = new ListedTask { CreatedAt = Noon, Queue = null, Name = null };
        var known = unknown with { CreatedAt = Noon - Minute, Queue = "mail", Name = "email.send", Tags = ["blue"] };
        await Commit(store, unknown.Insert());

        await Commit(store, known.ChangeFrom(unknown));

        (await Read(store, All)).ShouldBe([known.Place]);
        (await Read(store, All with { List = TaskList.OfTag("blue") })).ShouldBe([known.Place]);
        (await store.Count(CancellationToken.None)).ShouldBe([new TaskCount("mail", "email.send", TaskState.Queued, 1)]);
    }

    [Fact]
    public async Task A_row_whose_time_alone_changes_keeps_its_lists_and_is_counted_once()
    {
        var store = await CreateStore();
        var early = new ListedTask { CreatedAt = Noon, Tags = ["blue"] };
        var late = early with { CreatedAt = Noon + Minute };
        await Commit(store, early.Insert());

        await Commit(store, late.ChangeFrom(early));

        (await Read(store, All)).ShouldBe([late.Place]);
        (await Read(store, All with { List = TaskList.OfTag("blue") })).ShouldBe([late.Place]);
        (await store.Count(CancellationToken.None)).ShouldBe([new TaskCount("default", "math.add", TaskState.Queued, 1)]);
    }

    [Fact]
    public async Task A_tombstone_is_in_no_list_and_not_counted()
    {
        var store = await CreateStore();
        var task = new ListedTask { CreatedAt = Noon, Tags = ["blue"] };
        await Commit(store, task.Insert());

        await Commit(store, task.Bury());

        (await Read(store, All)).ShouldBeEmpty();
        (await Read(store, All with { Name = "math.add" })).ShouldBeEmpty();
        (await Read(store, All with { List = TaskList.OfTag("blue") })).ShouldBeEmpty();
        (await store.Count(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_change_changes_no_list_and_no_count()
    {
        var store = await CreateStore();
        var task = new ListedTask { CreatedAt = Noon };
        await Commit(store, task.Insert());

        await Commit(store, (task with { State = TaskState.Failed, Queue = "mail" }).Insert());
        await Commit(store, (task with { State = TaskState.Failed }).ChangeFrom(task with { Version = 7 }));

        (await Read(store, All with { State = TaskState.Failed })).ShouldBeEmpty();
        (await store.Count(CancellationToken.None)).ShouldBe([new TaskCount("default", "math.add", TaskState.Queued, 1)]);
    }

    [Fact]
    public async Task Rows_are_listed_newest_first_and_of_one_millisecond_by_their_ids()
    {
        var store = await CreateStore();
        ListedTask[] tasks =
        [
            .. Enumerable.Range(0, 120).Select(i => new ListedTask { CreatedAt = Noon + ((i / 40) * Instant), Queue = $"queue-{i % 3}" }),
        ];
        await store.Commit([.. tasks.Select(task => task.Insert())], CancellationToken.None);

        var places = await Read(store, All);

        places.ShouldBe(
            tasks.Select(task => task.Place)
                .OrderByDescending(place => place.CreatedAt)
                .ThenByDescending(place => place.Id.ToString("N"), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(1000)]
    public async Task Reading_on_from_the_last_place_reads_each_row_once(int limit)
    {
        var store = await CreateStore();
        ListedTask[] tasks =
        [
            .. Enumerable.Range(0, 90)
                .Select(i => new ListedTask { CreatedAt = Noon + ((i / 30) * Instant), Queue = $"queue-{i % 2}", Tags = ["all"] }),
        ];
        await store.Commit([.. tasks.Select(task => task.Insert())], CancellationToken.None);
        var whole = await Read(store, All);

        (await ReadOn(store, All with { Limit = limit })).ShouldBe(whole);
        (await ReadOn(store, All with { Limit = limit, List = TaskList.OfTag("all") })).ShouldBe(whole);
        whole.Count.ShouldBe(90);
    }

    [Fact]
    public async Task Reading_on_misses_no_row_that_moves_from_list_to_list_meanwhile()
    {
        var store = await CreateStore();
        var other = await OpenAgain(store);
        ListedTask[] tasks = [.. Enumerable.Range(0, 200).Select(i => new ListedTask { CreatedAt = Noon + (i * Instant) })];
        await store.Commit([.. tasks.Select(task => task.Insert())], CancellationToken.None);
        using var end = new CancellationTokenSource();
        var moving = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                foreach (var state in new[] { TaskState.Running, TaskState.Retrying, TaskState.Queued })
                {
                    var moved = tasks.Select(task => task with { State = state, Version = task.Version + 1 }).ToArray();
                    await other.Commit([.. moved.Zip(tasks, (after, before) => after.ChangeFrom(before))], CancellationToken.None);
                    tasks = moved;
                    await other.Commit([new ListedTask { CreatedAt = Noon + Minute }.Insert()], CancellationToken.None);
                }
            }
        });

        var wanted = tasks.Select(task => task.Place).ToHashSet();
        for (var round = 0; round < 5; round++)
        {
            var places = await ReadOn(store, All with { Limit = 9 });
            places.Count.ShouldBe(places.Distinct().Count());
            wanted.Except(places).ShouldBeEmpty();
        }

        await end.CancelAsync();
        await moving;
    }

    [Fact]
    public async Task A_range_of_time_includes_its_beginning_and_not_its_end()
    {
        var store = await CreateStore();
        ListedTask[] tasks = [.. Enumerable.Range(0, 10).Select(i => new ListedTask { CreatedAt = Noon + (i * Instant) })];
        await store.Commit([.. tasks.Select(task => task.Insert())], CancellationToken.None);
        var half = Instant / 2;

        (await Read(store, All with { From = Noon + (3 * Instant), To = Noon + (6 * Instant) }))
            .ShouldBe([tasks[5].Place, tasks[4].Place, tasks[3].Place]);
        (await Read(store, All with { From = Noon + (3 * Instant) - half, To = Noon + (5 * Instant) + half }))
            .ShouldBe([tasks[5].Place, tasks[4].Place, tasks[3].Place]);
        (await Read(store, All with { To = Noon + (6 * Instant), After = tasks[5].Place, Limit = 2 }))
            .ShouldBe([tasks[4].Place, tasks[3].Place]);
        (await Read(store, All with { To = Noon + (6 * Instant), After = tasks[8].Place, Limit = 1 })).ShouldBe([tasks[5].Place]);
        (await Read(store, All with { From = Noon + Minute })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_are_counted_by_queue_and_state_exactly_however_they_were_written()
    {
        var store = await CreateStore();
        ListedTask[] tasks = [.. Enumerable.Range(0, 300).Select(i => new ListedTask { CreatedAt = Noon, Queue = $"queue-{i % 3}" })];
        await store.Commit([.. tasks.Take(200).Select(task => task.Insert())], CancellationToken.None);
        await Task.WhenAll(tasks.Skip(200).Select(task => Commit(store, task.Insert())));
        var failed = tasks.Take(50).Select(task => (Before: task, After: task with { State = TaskState.Failed })).ToArray();
        await store.Commit([.. failed.Select(task => task.After.ChangeFrom(task.Before))], CancellationToken.None);

        var counts = await store.Count(CancellationToken.None);

        counts.ShouldBe(
            tasks.Skip(50)
                .Concat(failed.Select(task => task.After))
                .GroupBy(task => (task.Queue, task.State))
                .Select(group => new TaskCount(group.Key.Queue!, "math.add", group.Key.State, group.Count())),
            ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_vanished_row_left_behind_is_repaired_and_what_is_right_is_left_alone()
    {
        var store = await CreateStore();
        var gone = new ListedTask { CreatedAt = Noon, Tags = ["blue"] };
        var stays = new ListedTask { CreatedAt = Noon + Instant, Tags = ["blue"] };
        await Commit(store, gone.Insert() with { TimeToLive = ShortLife, After = gone.Entry with { Due = Noon } });
        await Commit(store, stays.Insert());
        await Gone(store, gone.Id);
        var blue = TaskList.OfTag("blue");

        (await store.Repair([gone.Id, stays.Id, Guid.NewGuid()], blue, CancellationToken.None)).ShouldBe(3);

        (await Read(store, All)).ShouldBe([stays.Place]);
        (await Read(store, All with { List = blue })).ShouldBe([stays.Place]);
        (await store.Count(CancellationToken.None)).ShouldBe([new TaskCount("default", "math.add", TaskState.Queued, 1)]);
        (await Take(store, TaskIndex.Due, Noon)).ShouldBeEmpty();
        (await store.Repair([gone.Id, stays.Id], blue, CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task A_row_that_vanished_and_came_again_is_repaired_to_where_it_is_now()
    {
        var store = await CreateStore();
        var before = new ListedTask { CreatedAt = Noon };
        var after = before with { State = TaskState.Running, Queue = "mail" };
        await Commit(store, before.Insert() with { TimeToLive = ShortLife });
        await Gone(store, before.Id);
        await Commit(store, after.Insert());

        (await store.Repair([before.Id], null, CancellationToken.None)).ShouldBe(1);

        (await store.Count(CancellationToken.None)).ShouldBe([new TaskCount("mail", "math.add", TaskState.Running, 1)]);
        (await Read(store, All)).ShouldBe([after.Place]);
    }

    private static TaskListRange All => new() { Limit = 1000 };

    private static Task<IReadOnlyList<TaskCursor>> Read(IRowStore store, TaskListRange range) => store.List(range, CancellationToken.None);

    private static async Task<IReadOnlyList<TaskCursor>> ReadOn(IRowStore store, TaskListRange range)
    {
        var read = new List<TaskCursor>();
        IReadOnlyList<TaskCursor> page;
        do
        {
            page = await Read(store, range with { After = read.Count == 0 ? null : read[^1] });
            page.Count.ShouldBeLessThanOrEqualTo(range.Limit);
            read.AddRange(page);
        }
        while (page.Count > 0);
        return read;
    }
}
