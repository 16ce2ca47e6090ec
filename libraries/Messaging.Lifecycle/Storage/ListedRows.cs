using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>Lists of rows within this process. Not safe for threads: its store locks.</summary>
internal sealed class ListedRows
{
    private readonly Dictionary<TaskList, SortedSet<TaskCursor>> _lists = [];

    public void Move(Guid id, TaskListing? before, TaskListing? after)
    {
        if (before is not null && before.CreatedAt != after?.CreatedAt)
        {
            Leave(before.Lists, new TaskCursor(before.CreatedAt, id));
        }
        else if (before is not null)
        {
            Leave(TaskListing.Left(before, after), new TaskCursor(before.CreatedAt, id));
        }

        foreach (var list in TaskListing.Entered(before, after))
        {
            (_lists.TryGetValue(list, out var places) ? places : _lists[list] = new SortedSet<TaskCursor>(TaskCursor.NewestFirst))
                .Add(new TaskCursor(after!.CreatedAt, id));
        }
    }

    public IReadOnlyList<TaskCursor> Read(TaskListRange range) =>
    [
        .. Chosen(range)
            .SelectMany(places =>
                places.SkipWhile(place => place.CreatedAt >= range.To || IsNotAfter(place, range.After))
                    .TakeWhile(place => !(place.CreatedAt < range.From))
                    .Take(range.Limit))
            .Order(TaskCursor.NewestFirst)
            .Take(range.Limit),
    ];

    public IReadOnlyList<TaskCount> Count() => [.. Counted().Select(list => list.Count)];

    public IReadOnlyList<TaskCursor> Oldest(TaskState state) =>
        [.. Counted().Where(list => list.Count.State == state).Select(list => list.Places.Max)];

    public IReadOnlyList<FailureCount> CountFailures() =>
        [
            .. _lists.Where(list => list.Key.IsOfFailure)
                .Select(list => new FailureCount(list.Key.Key[TaskList.FailurePrefix.Length..], list.Value.Count)),
        ];

    public int CountOf(TaskList list) => _lists.TryGetValue(list, out var places) ? places.Count : 0;

    /// <summary>Takes the row off every counted list, and one other, that it should not be in.</summary>
    public int Repair(Guid id, TaskListing? listing, TaskList? other)
    {
        var found = 0;
        TaskList[] foreign = [.. _lists.Keys.Where(list => (list.IsCounted || list == other) && listing?.Lists.Contains(list) != true)];
        foreach (var list in foreign)
        {
            TaskCursor[] wrong = [.. _lists[list].Where(place => place.Id == id)];
            found += wrong.Length;
            foreach (var place in wrong)
            {
                Leave([list], place);
            }
        }

        return found;
    }

    private static bool IsNotAfter(TaskCursor place, TaskCursor? after) =>
        after is { } known && TaskCursor.NewestFirst.Compare(place, known) <= 0;

    private IEnumerable<SortedSet<TaskCursor>> Chosen(TaskListRange range) => range.List is { } list
        ? (_lists.TryGetValue(list, out var places) ? [places] : [])
        : Counted().Where(counted => range.Includes(counted.Count)).Select(counted => counted.Places);

    private IEnumerable<(TaskCount Count, SortedSet<TaskCursor> Places)> Counted() => _lists
        .Where(list => list.Key.IsOfState)
        .Select(list => (TaskCount.Of(list.Key.Key, list.Value.Count), list.Value));

    private void Leave(IEnumerable<TaskList> lists, TaskCursor place)
    {
        foreach (var list in lists)
        {
            if (_lists.TryGetValue(list, out var places) && places.Remove(place) && places.Count == 0)
            {
                _lists.Remove(list);
            }
        }
    }
}
