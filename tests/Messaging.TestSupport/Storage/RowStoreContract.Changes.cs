using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>The stream of changes.</summary>
public abstract partial class RowStoreContract
{
    [Fact]
    public async Task Changes_are_read_once_each_from_the_position_that_an_earlier_reading_told()
    {
        var store = await CreateStore();
        var task = new ListedTask { CreatedAt = Noon };
        await Commit(store, new ListedTask { CreatedAt = Noon }.Insert());
        var begin = await store.Changes(null, 100, CancellationToken.None);
        begin.Changes.ShouldBeEmpty();
        await Commit(store, task.Insert());
        await Commit(store, (task with { State = TaskState.Running }).ChangeFrom(task));

        var changes = await store.Changes(begin.Position, 100, CancellationToken.None);

        changes.IsComplete.ShouldBeTrue();
        changes.Changes.Select(change => (change.Id, change.Header.Version, change.Header.State))
            .ShouldBe([(task.Id, 1U, TaskState.Queued), (task.Id, 2U, TaskState.Running)]);
        (await store.Changes(changes.Position, 100, CancellationToken.None)).Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refused_changes_are_not_in_the_stream()
    {
        var store = await CreateStore();
        var task = new ListedTask { CreatedAt = Noon };
        await Commit(store, task.Insert());
        var begin = await store.Changes(null, 100, CancellationToken.None);

        await Commit(store, task.Insert());

        (await store.Changes(begin.Position, 100, CancellationToken.None)).Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_many_changes_none_is_missed_by_a_reader_who_reads_on()
    {
        var store = await CreateStore();
        var begin = await store.Changes(null, 100, CancellationToken.None);
        ListedTask[] tasks = [.. Enumerable.Range(0, 500).Select(_ => new ListedTask { CreatedAt = Noon })];
        await store.Commit([.. tasks.Select(task => task.Insert())], CancellationToken.None);
        await Task.WhenAll(tasks.Take(100).Select(task => Commit(store, (task with { State = TaskState.Running }).ChangeFrom(task))));

        var read = new List<TaskChange>();
        var position = begin.Position;
        while (read.Count < 600)
        {
            var changes = await store.Changes(position, 50, CancellationToken.None);
            changes.IsComplete.ShouldBeTrue();
            changes.Changes.ShouldNotBeEmpty();
            read.AddRange(changes.Changes);
            position = changes.Position;
        }

        read.Count.ShouldBe(600);
        read.Where(change => change.Header.Version == 1)
            .Select(change => change.Id)
            .ShouldBe(tasks.Select(task => task.Id), ignoreOrder: true);
        read.Where(change => change.Header.Version == 2)
            .Select(change => change.Id)
            .ShouldBe(tasks.Take(100).Select(task => task.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task A_reader_who_comes_too_late_is_told_so_and_reads_on_from_what_there_is()
    {
        var store = await CreateStore();
        var begin = await store.Changes(null, 100, CancellationToken.None);
        for (var round = 0; round < 500; round++)
        {
            await store.Commit([.. Enumerable.Range(0, 40).Select(_ => StoredRows.Insert(Guid.NewGuid()))], CancellationToken.None);
        }

        var late = await store.Changes(begin.Position, 100_000, CancellationToken.None);

        late.IsComplete.ShouldBeFalse();
        late.Changes.Count.ShouldBeInRange(1, 15_000);
        var latest = StoredRows.Insert(Guid.NewGuid());
        await Commit(store, latest);
        var next = await store.Changes(late.Position, 100, CancellationToken.None);
        next.IsComplete.ShouldBeTrue();
        next.Changes.ShouldHaveSingleItem().Id.ShouldBe(latest.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1.2.x")]
    public async Task What_is_no_position_is_refused(string position)
    {
        var store = await CreateStore();

        await Should.ThrowAsync<FormatException>(() => store.Changes(position, 100, CancellationToken.None));
    }
}
