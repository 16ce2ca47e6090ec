using Messaging.Contracts;
using Messaging.Lifecycle.Workers;
using Messaging.StatusQuery.Consumers;
using Messaging.TestSupport;
using Microsoft.Extensions.Logging;

namespace Messaging.StatusQuery.Tests.Consumers;

public sealed class WorkerClocksTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly RecordedLog<WorkerClocks> _log = new();
    private readonly WorkerClocks _clocks;

    public WorkerClocksTests() => _clocks = new WorkerClocks(_log);

    [Fact]
    public void A_worker_whose_clock_is_off_is_warned_of_once_until_it_is_right_again()
    {
        Hear("w1", 1.1);
        Hear("w1", 1.2);
        Hear("w2", -3600);
        Hear("w1", 0.5);
        Hear("w1", 1.1);

        _log.Entries.Select(entry => (entry.Level, entry.Message)).ShouldBe(
        [
            (LogLevel.Warning, "The clock of worker w1, on host, is 1.1 s ahead of the store's"),
            (LogLevel.Warning, "The clock of worker w2, on host, is 3600.0 s behind the store's"),
            (LogLevel.Information, "The clock of worker w1 is not off any more, or the worker has stopped"),
            (LogLevel.Warning, "The clock of worker w1, on host, is 1.1 s ahead of the store's"),
        ]);
    }

    [Fact]
    public void What_a_worker_does_not_tell_of_its_clock_is_seen_from_when_its_word_was_sent_and_heard()
    {
        _clocks.Look(
            new WorkerPresence(new WorkerHeartbeat { Worker = "w1", Host = "host", SentAt = Noon.AddHours(1), StartedAt = Noon }, Noon));

        _log.Entries.ShouldHaveSingleItem().Message.ShouldBe("The clock of worker w1, on host, is 3600.0 s ahead of the store's");
    }

    [Fact]
    public void A_worker_that_has_stopped_is_forgotten()
    {
        Hear("w1", 5, "stopped");
        Hear("w1", 5);

        _log.Entries.ShouldHaveSingleItem().Level.ShouldBe(LogLevel.Warning);
    }

    private void Hear(string worker, double drift, string state = "running") =>
        _clocks.Look(
            new WorkerPresence(
                new WorkerHeartbeat
                {
                    Worker = worker,
                    Host = "host",
                    SentAt = Noon,
                    ClockDriftSeconds = drift,
                    StartedAt = Noon,
                    State = state,
                },
                Noon));
}
