using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Storage;
using Messaging.Producer.Submission;
using Messaging.TestSupport.Storage;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Producer.Tests.Submission;

public sealed class KnownQueuesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryTaskCatalog _catalog = new();
    private readonly FaultyStore _store;
    private readonly KnownQueues _queues;

    public KnownQueuesTests()
    {
        _store = new FaultyStore(new InMemoryRowStore(_clock));
        _queues = new KnownQueues(_catalog, _store.InTasks(), Options.Create(new ProducerOptions { Queues = "invoices, reports" }), _clock);
    }

    [Fact]
    public async Task Before_any_worker_has_told_of_queues_every_queue_is_taken() => (await Nearest("mail")).ShouldBeNull();

    [Fact]
    public async Task A_queue_that_no_worker_serves_is_not_taken_and_the_nearest_are_suggested()
    {
        await _catalog.RegisterQueues(["mail", "etl"], CancellationToken.None);

        (await Nearest("mial")).ShouldBe(["mail", "etl", "default"]);
        (await Nearest("mail")).ShouldBeNull();
        (await Nearest("reports")).ShouldBeNull();
        (await Nearest("default")).ShouldBeNull();
    }

    [Fact]
    public async Task A_queue_that_a_worker_has_just_told_of_is_not_refused_from_memory()
    {
        await _catalog.RegisterQueues(["mail"], CancellationToken.None);
        (await Nearest("etl")).ShouldNotBeNull();
        await _catalog.RegisterQueues(["etl"], CancellationToken.None);
        _clock.Advance(TimeSpan.FromMilliseconds(50));

        (await Nearest("etl")).ShouldBeNull();
    }

    [Fact]
    public async Task A_queue_that_holds_tasks_is_taken_although_no_worker_has_told_of_it()
    {
        await _catalog.RegisterQueues(["mail"], CancellationToken.None);
        await _store.Commit([new ListedTask { CreatedAt = _clock.GetUtcNow(), Queue = "nightly" }.Insert()], CancellationToken.None);

        (await Nearest("nightly")).ShouldBeNull();
        (await Nearest("nigthly")).ShouldNotBeNull();
    }

    [Fact]
    public async Task While_the_store_is_away_nobody_can_tell_which_queues_hold_tasks_and_none_is_refused()
    {
        await _catalog.RegisterQueues(["mail"], CancellationToken.None);
        _store.IsAway = true;

        (await Nearest("nightly")).ShouldBeNull();
    }

    private Task<IReadOnlyList<string>?> Nearest(string queue) => _queues.Nearest(queue, CancellationToken.None);
}
