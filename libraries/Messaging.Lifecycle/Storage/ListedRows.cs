using Messaging.Lifecycle.Failures;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>Lists of rows within this process. Not safe for threads: its store locks.</summary>
internal sealed class ListedRows
{
    private readonly Dictionary<TaskList, SortedSet<TaskPlace>> _lists = [];

    public void Move(Guid id, TaskListing? before, TaskListing? after)
    {
        if (before is not null && before.CreatedAt != after?.CreatedAt)
        {
            Leave(before.Lists, new TaskPlace(before.CreatedAt, id));
        }
        else if (before is not null)
        {
            Leave(TaskListing.Left(before, after), new TaskPlace(before.CreatedAt, id));
        }

        foreach (var list in TaskListing.Entered(before, after))
        {
            (_lists.TryGetValue(list, out var places) ? places : _lists[list] = new SortedSet<TaskPlace>(TaskPlace.NewestFirst)).Add(new TaskPlace(after!.CreatedAt, id));
        }
    }

    public IReadOnlyList<TaskPlace> Read(TaskListRange range) =>
    [
        .. Chosen(range)
            .SelectMany(places => places.SkipWhile(place => place.CreatedAt >= range.To || IsNotAfter(place, range.After)).TakeWhile(place => !(place.CreatedAt < range.From)).Take(range.Limit))
            .Order(TaskPlace.NewestFirst)
            .Take(range.Limit),
    ];

    public IReadOnlyList<TaskCount> Count() => [.. Counted().Select(list => list.Count)];

    public IReadOnlyList<TaskPlace> Oldest(TaskState state) => [.. Counted().Where(list => list.Count.State == state).Select(list => list.Places.Max)];

    public IReadOnlyList<FailureCount> CountFailures() =>
        [.. _lists.Where(list => list.Key.IsOfFailure).Select(list => new FailureCount(list.Key.Key[TaskList.FailurePrefix.Length..], list.Value.Count))];

    public int CountOf(TaskList list) => _lists.TryGetValue(list, out var places) ? places.Count : 0;

    /// <summary>Takes the row off every counted list, and one other, that it should not be in.</summary>
    public int Repair(Guid id, TaskListing? listing, TaskList? other)
    {
        var found = 0;
        TaskList[] foreign = [.. _lists.Keys.Where(list => (list.IsCounted || list == other) && listing?.Lists.Contains(list) != true)];
        foreach (var list in foreign)
        {
            TaskPlace[] wrong = [.. _lists[list].Where(place => place.Id == id)];
            found += wrong.Length;
            foreach (var place in wrong)
            {
                Leave([list], place);
            }
        }

        return found;
    }

    private static bool IsNotAfter(TaskPlace place, TaskPlace? after) => after is { } known && TaskPlace.NewestFirst.Compare(place, known) <= 0;

    private IEnumerable<SortedSet<TaskPlace>> Chosen(TaskListRange range) => range.List is { } list
        ? (_lists.TryGetValue(list, out var places) ? [places] : [])
        : Counted().Where(counted => range.Includes(counted.Count)).Select(counted => counted.Places);

    private IEnumerable<(TaskCount Count, SortedSet<TaskPlace> Places)> Counted() => _lists
        .Where(list => list.Key.IsOfState)
        .Select(list => (TaskCount.Of(list.Key.Key, list.Value.Count), list.Value));

    private void Leave(IEnumerable<TaskList> lists, TaskPlace place)
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
