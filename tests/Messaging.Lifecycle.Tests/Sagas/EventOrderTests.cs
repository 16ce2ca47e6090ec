using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Sagas;

/// <summary>
/// Whatever the order, the repetitions and the batches in which a history is told, it leaves the same row in the same place.
/// </summary>
public sealed class EventOrderTests
{
    [Fact]
    public void Every_order_of_a_short_history_leaves_the_same_row() =>
        Properties.Hold(
            TaskHistory.UpTo(attempts: 3, events: 5),
            history => AllAgree(history, Permutations([.. history.Events])),
            tests: 100,
            seed: 20260101);

    [Fact]
    public void Every_order_of_six_events_leaves_the_same_row() =>
        Properties.Hold(
            TaskHistory.UpTo(attempts: 2, events: 6),
            history => AllAgree(history, Permutations([.. history.Events])),
            tests: 15,
            seed: 20260102);

    [Fact]
    public void Shuffles_of_a_long_history_leave_the_same_row() =>
        Properties.Hold(TaskHistory.UpTo(attempts: 6), history => AllAgree(history, Shuffles(history, 40)), tests: 60, seed: 20260103);

    [Fact]
    public void Shuffles_of_more_attempts_than_a_row_keeps_leave_the_same_row() =>
        Properties.Hold(TaskHistory.UpTo(attempts: 70), history => AllAgree(history, Shuffles(history, 10)), tests: 20, seed: 20260104);

    private static async Task AllAgree(TaskHistory history, IEnumerable<TaskEvent[]> orders)
    {
        var random = new Random(history.Events.Count);
        var expected = await Outcome(history.Events.Select(item => new[] { item }));
        foreach (var order in orders)
        {
            var batches = Batches(WithRepetitions(order, random), random);
            var actual = await Outcome(batches);
            if (actual != expected)
            {
                throw new InvalidOperationException(
                    $"{Show(batches)}{Environment.NewLine}left{Environment.NewLine}{actual}{Environment.NewLine}instead "
                        + $"of{Environment.NewLine}{expected}");
            }
        }
    }

    private static async Task<(string Row, TaskIndexEntry Place, TaskListing? Listing)> Outcome(IEnumerable<TaskEvent[]> batches)
    {
        var fixture = new LedgerFixture();
        foreach (var batch in batches)
        {
            await fixture.Apply(batch);
        }

        var row = (await fixture.Stored()).ShouldNotBeNull();
        return (
            System.Text.Encoding.UTF8.GetString(row.AsSpan(TaskHeader.VersionRange.End.Value)),
            fixture.Store.PlaceOf(Told.Id),
            fixture.Store.ListingOf(Told.Id));
    }

    private static List<TaskEvent> WithRepetitions(TaskEvent[] order, Random random)
    {
        var all = new List<TaskEvent>(order);
        for (var i = random.Next(3); i > 0; i--)
        {
            all.Insert(random.Next(all.Count + 1), order[random.Next(order.Length)]);
        }

        return all;
    }

    private static List<TaskEvent[]> Batches(List<TaskEvent> events, Random random)
    {
        var batches = new List<TaskEvent[]>();
        for (var start = 0; start < events.Count;)
        {
            var count = random.Next(1, events.Count - start + 1);
            batches.Add([.. events.Skip(start).Take(count)]);
            start += count;
        }

        return batches;
    }

    private static IEnumerable<TaskEvent[]> Shuffles(TaskHistory history, int count)
    {
        var random = new Random(history.Events.Count);
        for (var i = 0; i < count; i++)
        {
            TaskEvent[] order = [.. history.Events];
            random.Shuffle(order);
            yield return order;
        }
    }

    private static IEnumerable<TaskEvent[]> Permutations(TaskEvent[] events) =>
        events.Length == 0
            ? [[]]
            : events.SelectMany(
                (first, i) => Permutations([.. events[..i], .. events[(i + 1)..]]).Select(rest => (TaskEvent[])[first, .. rest]));

    private static string Show(IEnumerable<TaskEvent[]> batches) =>
        string.Join(
            Environment.NewLine,
            batches.Select(batch => $"- {string.Join($"{Environment.NewLine}  ", batch.Select(item => item.Message))}"));
}
