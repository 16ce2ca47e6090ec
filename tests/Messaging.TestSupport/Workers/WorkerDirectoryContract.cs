using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Workers;

namespace Messaging.TestSupport.Workers;

/// <summary>The law of <see cref="IWorkerDirectory"/>. An adapter's tests derive from this class.</summary>
public abstract class WorkerDirectoryContract
{
    protected static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An empty directory that no other directory of the run can see.</summary>
    protected abstract Task<IWorkerDirectory> CreateDirectory();

    [Fact]
    public async Task All_that_a_worker_told_is_remembered()
    {
        var directory = await CreateDirectory();
        var told = Word("w1") with
        {
            Version = "1.2.3",
            Host = "host ä",
            State = "quiet",
            Queues = [new QueueSlots { Name = "default", Slots = 4, Running = 1 }],
            Types = ["math.add"],
            Running = [new RunningAttempt { TaskId = Guid.NewGuid(), Attempt = 2, Name = "math.add", StartedAt = Noon }],
            RunningCount = 1,
            LeakedHandlers = 2,
            MemoryBytes = 3_000_000_000,
        };

        await directory.Report(new WorkerPresence(told, Noon), CancellationToken.None);

        var known = (await directory.Find("w1", CancellationToken.None)).ShouldNotBeNull();
        known.HeardAt.ShouldBe(Noon);
        Text(known.Heartbeat).ShouldBe(Text(told));
        (await directory.List(CancellationToken.None)).Select(worker => Text(worker.Heartbeat)).ShouldBe([Text(told)]);
    }

    [Fact]
    public async Task A_worker_that_never_told_anything_is_not_known()
    {
        var directory = await CreateDirectory();

        (await directory.Find("w1", CancellationToken.None)).ShouldBeNull();
        (await directory.List(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_latest_word_counts_in_whatever_order_words_arrive()
    {
        var directory = await CreateDirectory();
        await directory.Report(new WorkerPresence(Word("w1", 10) with { State = "stopped" }, Noon), CancellationToken.None);

        await directory.Report(new WorkerPresence(Word("w1", 5), Noon.AddSeconds(1)), CancellationToken.None);

        var known = (await directory.Find("w1", CancellationToken.None)).ShouldNotBeNull();
        (known.Heartbeat.State, known.HeardAt).ShouldBe(("stopped", Noon));
    }

    [Fact]
    public async Task A_worker_whose_clock_is_set_back_is_heard_of_nevertheless()
    {
        var directory = await CreateDirectory();
        await directory.Report(new WorkerPresence(Word("w1", 25), Noon), CancellationToken.None);

        await directory.Report(new WorkerPresence(Word("w1", 5), Noon.AddSeconds(5)), CancellationToken.None);

        (await directory.Find("w1", CancellationToken.None)).ShouldNotBeNull().HeardAt.ShouldBe(Noon.AddSeconds(5));
    }

    [Fact]
    public async Task Workers_are_listed_by_id_in_ordinal_order()
    {
        var directory = await CreateDirectory();
        foreach (var id in (string[])["b", "a", "B", "ä"])
        {
            await directory.Report(new WorkerPresence(Word(id), Noon), CancellationToken.None);
        }

        (await directory.List(CancellationToken.None)).Select(worker => worker.Heartbeat.Worker).ShouldBe(["B", "a", "b", "ä"]);
    }

    [Fact]
    public async Task Who_has_not_been_heard_of_for_an_hour_is_forgotten_when_another_is_heard()
    {
        var directory = await CreateDirectory();
        await directory.Report(new WorkerPresence(Word("old"), Noon), CancellationToken.None);
        await directory.Report(new WorkerPresence(Word("young"), Noon.AddMinutes(1)), CancellationToken.None);

        await directory.Report(new WorkerPresence(Word("new"), Noon + IWorkerDirectory.Memory), CancellationToken.None);

        (await directory.List(CancellationToken.None)).Select(worker => worker.Heartbeat.Worker).ShouldBe(["new", "young"]);
    }

    [Fact]
    public async Task Of_too_many_workers_the_one_heard_of_longest_ago_is_forgotten()
    {
        var directory = await CreateDirectory();
        for (var first = 0; first <= IWorkerDirectory.Capacity; first += 500)
        {
            await Task.WhenAll(Enumerable.Range(first, Math.Min(500, IWorkerDirectory.Capacity + 1 - first))
                .Select(i => directory.Report(new WorkerPresence(Word($"w{i:00000}"), Noon.AddMilliseconds(i)), CancellationToken.None)));
        }

        var known = await directory.List(CancellationToken.None);
        known.Count.ShouldBe(IWorkerDirectory.Capacity);
        known[0].Heartbeat.Worker.ShouldBe("w00001");
    }

    private static string Text(WorkerHeartbeat heartbeat) => JsonSerializer.Serialize(heartbeat);

    private static WorkerHeartbeat Word(string worker, int second = 0) =>
        new() { Worker = worker, SentAt = Noon.AddSeconds(second), StartedAt = Noon };
}
