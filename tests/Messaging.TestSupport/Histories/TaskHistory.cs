using FsCheck;
using FsCheck.Fluent;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;

namespace Messaging.TestSupport.Histories;

/// <summary>What may be told of one task, in the order in which it happened.</summary>
public sealed record TaskHistory(IReadOnlyList<TaskEvent> Events)
{
    /// <summary>
    /// Histories of up to some attempts. Any part of a history may be told alone, so a failing one shrinks event by event.
    /// </summary>
    public static Arbitrary<TaskHistory> UpTo(int attempts, int events = int.MaxValue) =>
        Arb.From(
            Gen.Choose(int.MinValue, int.MaxValue).Select(seed => Generate(new Random(seed), attempts, events)),
            history =>
                history.Events.Select((_, i) => new TaskHistory([.. history.Events.Where((_, j) => j != i)]))
                    .Where(smaller => smaller.Events.Count > 0));

    /// <summary>The same told of another task.</summary>
    public TaskHistory Of(Guid id) => new([.. Events.Select(item => Of(id, item.Message))]);

    /// <summary>In any order, some events more than once, cut into batches.</summary>
    public static IEnumerable<TaskEvent[]> Shuffled(IEnumerable<TaskEvent> events, Random random)
    {
        var all = events.ToList();
        for (var i = random.Next(all.Count); i > 0; i--)
        {
            all.Add(all[random.Next(all.Count)]);
        }

        var order = all.ToArray();
        random.Shuffle(order);
        for (var start = 0; start < order.Length;)
        {
            var count = random.Next(1, Math.Min(8, order.Length - start) + 1);
            yield return order[start..(start + count)];
            start += count;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(Environment.NewLine, Events.Select(item => item.Message));

    private static TaskHistory Generate(Random random, int attempts, int events)
    {
        var all = new List<TaskEvent>();
        if (random.Next(5) > 0)
        {
            all.Add(Told.Submitted(
                Time(random, 0), random.Next(2) == 0 ? null : Time(random, 5),
                arguments: OneOf(random, """{"left":1}""", "{ \"text\": \"\\ud83d\\u00e4 \u00e4\" }", "null", "[]")));
        }

        var last = random.Next(1, attempts + 1);
        for (var attempt = 1; attempt <= last; attempt++)
        {
            AddAttempt(all, random, attempt, isLast: attempt == last);
        }

        for (var i = random.Next(4) - 1; i > 0; i--)
        {
            all.Insert(
                random.Next(all.Count + 1),
                Told.CancelRequested(Time(random, 3), OneOf(random, "ann", "bob", null), OneOf(random, "late", null)));
        }

        for (var i = random.Next(5) - 2; i > 0; i--)
        {
            all.Insert(
                random.Next(all.Count + 1),
                Told.Rescheduled(
                    random.Next(1, last + 1),
                    Time(random, 10 * random.Next(1, last + 2)),
                    Time(random, 20),
                    OneOf(random, "ann", "bob", null)));
        }

        for (var i = random.Next(5) - 2; i > 0; i--)
        {
            all.Insert(random.Next(all.Count + 1), Told.Replayed(
                random.Next(2, last + 2), Time(random, random.Next(3, 10 * last)),
                OneOf(random, "ann", null), OneOf(random, null, """{"left":2}""", """{"left":3}""")));
        }

        while (all.Count > events)
        {
            all.RemoveAt(random.Next(all.Count));
        }

        return new TaskHistory(all);
    }

    private static void AddAttempt(List<TaskEvent> all, Random random, int attempt, bool isLast)
    {
        if (random.Next(5) > 0)
        {
            all.Add(Told.Enqueued(attempt, Time(random, 10 * attempt)));
        }

        // A redelivered command runs twice, as a rule by another worker.
        foreach (var worker in random.Next(3) > 0 ? [OneOf(random, "w1", "w2")] : random.Next(3) > 0 ? new[] { "w1", "w2" } : ["w1", "w1"])
        {
            if (random.Next(6) > 0)
            {
                all.Add(
                    Told.Started(
                        attempt,
                        Time(random, 10 * attempt),
                        worker,
                        OneOf(random, "math.add", "math.mul", null),
                        OneOf(random, "default", "slow", null),
                        OneOf<int?>(random, 10, 3, null),
                        redeliveries: OneOf(random, 0, 0, 1, 2)));
            }

            if (random.Next(4) == 0)
            {
                all.Add(Told.Claimed(attempt, Time(random, (10 * attempt) + random.Next(3)), worker));
            }

            for (var i = random.Next(3); i > 0; i--)
            {
                all.Add(
                    Told.Progressed(
                        random.Next(1, 3), attempt, OneOf<double?>(random, 10, 50, null), OneOf(random, "half", "whole", null)));
            }

            if (random.Next(6) > 0)
            {
                all.Add(End(random, attempt, worker, isLast || random.Next(10) == 0));
            }
        }
    }

    private static TaskEvent End(Random random, int attempt, string worker, bool isLast)
    {
        var at = Time(random, (10 * attempt) + 5);
        return (isLast, random.Next(4)) switch
        {
            (true, 0) => Told.Succeeded(attempt, at, worker, OneOf(random, "3", "4", """{ "a": "\ud800" }""", null)),
            (true, 1) => Told.AttemptFailed(attempt, at, worker, error: OneOf(random, "Boom", "Bang")),
            (true, 2) => Told.Canceled(attempt, at, OneOf(random, worker, null)),
            (true, _) => Told.Expired(attempt, at, OneOf(random, worker, null)),
            (false, < 2) => Told.AttemptFailed(attempt, at, worker, at + Time(random, 1), OneOf(random, "Boom", "Bang")),
            (false, 2) => Told.Parked(attempt, at, worker, random.Next(1, attempt + 1)),
            (false, _) =>
                Told.Deferred(attempt, at, worker, at + Time(random, 1), random.Next(1, attempt + 1), OneOf(random, "rate limit", null)),
        };
    }

    private static TaskEvent Of(Guid id, object message) => message switch
    {
        TaskSubmitted told => TaskEvent.Of(told with { TaskId = id }),
        TaskEnqueued told => TaskEvent.Of(told with { TaskId = id }),
        TaskStarted told => TaskEvent.Of(told with { TaskId = id }),
        TaskProgressed told => TaskEvent.Of(told with { TaskId = id }),
        TaskSucceeded told => TaskEvent.Of(told with { TaskId = id }),
        TaskAttemptFailed told => TaskEvent.Of(told with { TaskId = id }),
        TaskDeferred told => TaskEvent.Of(told with { TaskId = id }),
        TaskCancelRequested told => TaskEvent.Of(told with { TaskId = id }),
        TaskCanceled told => TaskEvent.Of(told with { TaskId = id }),
        TaskExpired told => TaskEvent.Of(told with { TaskId = id }),
        TaskRescheduled told => TaskEvent.Of(told with { TaskId = id }),
        TaskReplayed told => TaskEvent.Of(told with { TaskId = id }),
        TaskParked told => TaskEvent.Of(told with { TaskId = id }),
        TaskClaimed told => TaskEvent.Of(told with { TaskId = id }),
        _ => throw new ArgumentOutOfRangeException(nameof(message)),
    };

    /// <summary>Few different times, so that many are equal; some differ only by less than a row keeps.</summary>
    private static double Time(Random random, int seconds) => seconds + OneOf(random, 0, 0, 1, 0.0004, 0.0016, 1.0001);

    private static T OneOf<T>(Random random, params ReadOnlySpan<T> values) => values[random.Next(values.Length)];
}
