using Messaging.Hosting.Loops;
using Messaging.Hosting.Processes;
using Messaging.Lifecycle.Processes;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messaging.Hosting.Tests.Processes;

public sealed class AnnouncementLoopTests : IDisposable
{
    private readonly WatchedTimeProvider _clock = new();
    private readonly LoopMonitor _monitor = new();
    private readonly FragileDirectory _directory;

    public AnnouncementLoopTests() => _directory = new FragileDirectory(new InMemoryProcessDirectory(_clock));

    [Fact]
    public async Task A_process_is_known_before_anything_after_its_announcement_starts_and_gone_when_it_has_stopped()
    {
        using var loop = Loop("status-query", "producer", "producer");

        await loop.StartAsync(CancellationToken.None);

        var told = (await Living()).ShouldHaveSingleItem();
        told.Services.ShouldBe(["producer", "status-query"]);
        told.Reads.ShouldBe(ReadableKinds.All);
        told.Version.ShouldNotBeNullOrEmpty();
        told.Id.Length.ShouldBeInRange(20, 200);
        await loop.StopAsync(CancellationToken.None);
        (await Living()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_runs_is_known_for_as_long_as_it_does()
    {
        using var loop = Loop("producer");
        await loop.StartAsync(CancellationToken.None);

        for (var passed = TimeSpan.Zero; passed < 2 * IProcessDirectory.Life; passed += TimeSpan.FromSeconds(5))
        {
            await Eventually.Is(() => _clock.WaitingTimers == 1);
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        (await Living()).ShouldHaveSingleItem();
        await loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_process_starts_and_stops_without_the_store_and_is_known_when_that_is_back()
    {
        _directory.IsAway = true;
        using var loop = Loop("producer");
        await loop.StartAsync(CancellationToken.None);
        _monitor.Loops.ShouldHaveSingleItem().Name.ShouldBe("announcement");
        await Eventually.Is(() => _monitor.Loops.Single().Error == nameof(TaskStoreUnavailableException) && _clock.WaitingTimers == 1);

        _directory.IsAway = false;
        _clock.Advance(TimeSpan.FromSeconds(5));

        await Eventually.Is(async () => (await Living()).Count == 1);
        _directory.IsAway = true;
        await loop.StopAsync(CancellationToken.None);
    }

    public void Dispose() => _monitor.Dispose();

    private AnnouncementLoop Loop(params string[] services) =>
        new(_directory, services.Select(service => new AnnouncedService(service)), _monitor, _clock, NullLogger<AnnouncementLoop>.Instance);

    private Task<IReadOnlyList<ProcessAnnouncement>> Living() => _directory.Inner.Living(CancellationToken.None);

    private sealed class FragileDirectory(IProcessDirectory inner) : IProcessDirectory
    {
        public IProcessDirectory Inner => inner;

        public bool IsAway { get; set; }

        public Task Announce(ProcessAnnouncement announcement, CancellationToken cancellationToken) =>
            IsAway ? Away() : inner.Announce(announcement, cancellationToken);

        public Task Withdraw(string id, CancellationToken cancellationToken) => IsAway ? Away() : inner.Withdraw(id, cancellationToken);

        public Task<IReadOnlyList<ProcessAnnouncement>> Living(CancellationToken cancellationToken) => inner.Living(cancellationToken);

        private static Task Away() => Task.FromException(new TaskStoreUnavailableException());
    }
}
