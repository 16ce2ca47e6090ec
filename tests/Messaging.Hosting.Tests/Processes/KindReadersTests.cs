using Messaging.Contracts;
using Messaging.Hosting.Processes;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Processes;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Workers;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Hosting.Tests.Processes;

public sealed class KindReadersTests
{
    private const string Kind = "new-kind";

    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryProcessDirectory _processes;
    private readonly InMemoryWorkerDirectory _workers = new();
    private readonly Consumers _consumers = new();

    public KindReadersTests() => _processes = new InMemoryProcessDirectory(_clock);

    [Fact]
    public async Task A_kind_may_be_written_when_every_process_of_every_service_reads_it()
    {
        await AllRead();

        (await EveryoneReads()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("producer")]
    [InlineData("status-query")]
    public async Task A_process_that_has_not_announced_the_kind_forbids_it_until_it_has_ended(string service)
    {
        await AllRead();
        await _processes.Announce(new ProcessAnnouncement("old", [service], "0.1.0", ["an-older-kind"]), CancellationToken.None);
        (await EveryoneReads()).ShouldBeFalse();

        await _processes.Withdraw("old", CancellationToken.None);

        (await EveryoneReads()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_process_that_died_forbids_it_until_its_life_has_passed()
    {
        await _processes.Announce(new ProcessAnnouncement("old", ["producer"], "0.1.0", []), CancellationToken.None);
        _clock.Advance(IProcessDirectory.Life - TimeSpan.FromSeconds(1));
        await AllRead();
        (await EveryoneReads()).ShouldBeFalse();

        _clock.Advance(TimeSpan.FromSeconds(1));

        (await EveryoneReads()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_worker_whose_heartbeat_says_nothing_of_what_it_reads_forbids_it_until_it_has_stopped()
    {
        await AllRead();
        await Hear("old", reads: null);
        (await EveryoneReads()).ShouldBeFalse();

        await Hear("old", reads: null, state: "stopped");

        (await EveryoneReads()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_worker_that_was_lost_forbids_it_until_its_life_has_passed()
    {
        await Hear("old", reads: null);
        _clock.Advance(IProcessDirectory.Life - TimeSpan.FromSeconds(1));
        await AllRead();
        (await EveryoneReads()).ShouldBeFalse();

        _clock.Advance(TimeSpan.FromSeconds(1));

        (await EveryoneReads()).ShouldBeTrue();
    }

    [Fact]
    public async Task While_no_worker_is_heard_of_that_should_be_nothing_new_is_written()
    {
        await AllRead();
        _clock.Advance(IWorkerDirectory.LostAfter);
        (await EveryoneReads()).ShouldBeFalse();

        await Hear("w1", [Kind]);

        (await EveryoneReads()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("submit-task")]
    [InlineData("task-events")]
    public async Task A_process_that_consumes_and_has_announced_nothing_forbids_it(string queue)
    {
        await AllRead();
        _consumers.Known[queue] = 2;
        (await EveryoneReads()).ShouldBeFalse();

        _consumers.Known[queue] = 1;

        (await EveryoneReads()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_process_of_several_services_counts_for_each()
    {
        await Hear("w1", [Kind]);
        await _processes.Announce(new ProcessAnnouncement("both", ["producer", "status-query"], null, [Kind]), CancellationToken.None);
        _consumers.Known["submit-task"] = _consumers.Known["task-events"] = 1;

        (await EveryoneReads()).ShouldBeTrue();
    }

    [Fact]
    public async Task Where_nobody_has_announced_anything_nothing_new_is_written() => (await EveryoneReads()).ShouldBeFalse();

    [Fact]
    public async Task While_the_broker_is_away_nothing_new_is_written()
    {
        await AllRead();
        _consumers.IsAway = true;

        (await EveryoneReads()).ShouldBeFalse();
    }

    [Fact]
    public async Task While_the_store_is_away_nothing_new_is_written() =>
        (await new KindReaders(new LostDirectory(), _workers, _consumers, _clock).EveryoneReads(Kind, CancellationToken.None))
            .ShouldBeFalse();

    private async Task AllRead()
    {
        await _processes.Announce(new ProcessAnnouncement("p1", ["producer"], null, ["other", Kind]), CancellationToken.None);
        await _processes.Announce(new ProcessAnnouncement("s1", ["status-query"], null, [Kind]), CancellationToken.None);
        await Hear("w1", [Kind]);
        _consumers.Known["submit-task"] = _consumers.Known["task-events"] = 1;
    }

    /// <summary>A word of a worker, as it is read from JSON: of one that is older than the member, without it.</summary>
    private async Task Hear(string worker, string[]? reads, string state = "running")
    {
        var now = _clock.GetUtcNow();
        var word = new WorkerHeartbeat { Worker = worker, SentAt = now, StartedAt = now, State = state };
        await _workers.Report(new WorkerPresence(reads is null ? word : word with { Reads = reads }, now), CancellationToken.None);
    }

    private Task<bool> EveryoneReads() =>
        new KindReaders(_processes, _workers, _consumers, _clock).EveryoneReads(Kind, CancellationToken.None);

    private sealed class Consumers : IQueueDepths
    {
        public Dictionary<string, long> Known { get; } = [];

        public bool IsAway { get; set; }

        Task<IReadOnlyDictionary<string, long>> IQueueDepths.Consumers(
            IReadOnlyCollection<string> queues, CancellationToken cancellationToken) =>
            IsAway ? throw new BrokerUnavailableException("Away.") : Task.FromResult<IReadOnlyDictionary<string, long>>(Known);

        Task<IReadOnlyDictionary<string, long>> IQueueDepths.Ready(
            IReadOnlyCollection<string> queues, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class LostDirectory : IProcessDirectory
    {
        public Task Announce(ProcessAnnouncement announcement, CancellationToken cancellationToken) =>
            throw new TaskStoreUnavailableException();

        public Task Withdraw(string id, CancellationToken cancellationToken) => throw new TaskStoreUnavailableException();

        public Task<IReadOnlyList<ProcessAnnouncement>> Living(CancellationToken cancellationToken) =>
            throw new TaskStoreUnavailableException();
    }
}
