using System.Net.Http.Json;
using System.Text.Json;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

/// <summary>Workers on machines whose clocks are wrong, or are set while they run.</summary>
[Collection(OutageCollection.Name)]
public sealed class ClockTests(OwnServers servers)
{
    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task A_worker_an_hour_off_waits_before_retries_expires_and_runs_as_any_other(int seconds)
    {
        await using var target = await TargetServer.Start();
        await using var system = await servers.StartSystem(
            new Dictionary<string, string>
            {
                ["Tasks__Http__AllowPrivateNetworks"] = "true",
                ["Tasks__Http__Tries"] = "1",
                ["Worker__Concurrency"] = "1",
            });
        using var wrong = new WrongClock(seconds);
        await system.ReplaceWorker(wrong.Environment);
        var begun = TimeProvider.System.GetUtcNow();

        var retried = await system.Submit(
            new { name = "http.request", args = new { url = $"{target.Url}/busy" }, retry = new { maxAttempts = 2 } });
        var alive = await system.Submit(
            new { name = "math.add", args = new { a = 1, b = 1, seconds = 4 }, expiresAt = begun.AddMinutes(2) });
        var late = await system.Submit(
            new { name = "math.add", args = new { a = 1, b = 1 }, expiresAt = TimeProvider.System.GetUtcNow().AddSeconds(1) });

        (await system.WaitForEnd(alive)).State.ShouldBe("Succeeded");
        (await system.WaitForEnd(late)).State.ShouldBe("Expired");
        (await system.WaitForEnd(retried)).State.ShouldBe("Succeeded");
        var calls = target.Calls.ToArray();
        // What it asks for in Retry-After is at least waited, and an hour more would be one.
        (calls[1] - calls[0]).ShouldBeInRange(TargetServer.Busy, TargetServer.Busy + TimeSpan.FromSeconds(60));
        await Eventually.Is(async () => Math.Abs((await Worker(system)).GetProperty("clockDriftSeconds").GetDouble() - seconds) < 1);
        (await Worker(system)).GetProperty("startedAt").GetDateTimeOffset().ShouldBeInRange(begun.AddMinutes(-1), begun);
        system.Worker.Output.ShouldContain($"The clock of this machine is 3600.0 s {(seconds < 0 ? "behind" : "ahead of")} the store's");
        system.StatusQuery.Output.ShouldContain($"is 3600.0 s {(seconds < 0 ? "behind" : "ahead of")} the store's");
    }

    [Fact]
    public async Task A_Producer_an_hour_ahead_that_starts_before_the_store_sends_nothing_an_hour_early()
    {
        await using var system = await servers.StartSystem();
        var later = await system.Submit(new { name = "math.add", args = new { a = 1, b = 1 }, delay = "30m" });
        using var wrong = new WrongClock(3600);

        await servers.Redis.Stop();
        await system.BeginProducer(wrong.Environment);
        await Eventually.Is(() => system.Producer.Output.Contains("Now listening", StringComparison.Ordinal));
        await servers.Redis.Start();
        await system.Producer.WaitUntilReady();

        var soon = await system.Submit(new { name = "math.add", args = new { a = 1, b = 1 }, delay = "1s" });
        (await system.WaitForEnd(soon)).State.ShouldBe("Succeeded");
        (await system.Read(later)).State.ShouldBe("Scheduled");
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public async Task A_worker_an_hour_off_that_starts_before_the_store_begins_nothing_by_its_own_clock(int seconds)
    {
        await using var target = await TargetServer.Start();
        await using var system = await servers.StartSystem(
            new Dictionary<string, string> { ["Tasks__Http__AllowPrivateNetworks"] = "true", ["Tasks__Http__Tries"] = "1" });
        using var wrong = new WrongClock(seconds);
        await system.Worker.Terminate();
        var task = await system.Submit(
            new { name = "http.request", args = new { url = $"{target.Url}/busy" }, retry = new { maxAttempts = 2 } });

        await servers.Redis.Stop();
        system.BeginWorker(wrong.Environment);
        await Eventually.Is(() => system.Worker.Output.Contains("The store does not answer", StringComparison.Ordinal));
        target.Calls.ShouldBeEmpty();
        await servers.Redis.Start();
        await system.StatusQuery.WaitUntilReady();

        (await system.WaitForEnd(task)).State.ShouldBe("Succeeded");
        var calls = target.Calls.ToArray();
        (calls[1] - calls[0]).ShouldBeInRange(TargetServer.Busy, TargetServer.Busy + TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_worker_whose_clock_is_set_back_is_heard_of_all_the_time()
    {
        await using var system = await servers.StartSystem();
        using var wrong = new WrongClock(0);
        await system.ReplaceWorker(wrong.Environment);
        var before = await Heard(system);

        wrong.Set(-25);

        await Eventually.Is(async () => (await Worker(system)).GetProperty("clockDriftSeconds").GetDouble() < -20);
        (await Heard(system) - before).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    private static async Task<DateTimeOffset> Heard(TaskSystem system) => (await Worker(system)).GetProperty("heardAt").GetDateTimeOffset();

    /// <summary>The one that runs.</summary>
    private static Task<JsonElement> Worker(TaskSystem system) => Eventually.Get(
        async () =>
            (await system.StatusQuery.Http.GetFromJsonAsync<JsonElement>("/api/v1/workers"))
                .EnumerateArray()
                .FirstOrDefault(worker => worker.GetProperty("state").GetString() == "running"),
        worker => worker.ValueKind == JsonValueKind.Object);

    /// <summary>
    /// The time that a process is told by libfaketime, of Debian's package faketime: all clocks but the counter that nobody can set.
    /// </summary>
    private sealed class WrongClock : IDisposable
    {
        private readonly string _file = Path.GetTempFileName();

        public WrongClock(int seconds) => Set(seconds);

        public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Directory.GetFiles(
                "/usr/lib", "libfaketime.so.1", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 })[0],
            ["FAKETIME_TIMESTAMP_FILE"] = _file,
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            // Otherwise its waits grow by what the clock is set back.
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        };

        public void Set(int seconds) => File.WriteAllText(_file, $"{seconds:+0;-0}s\n");

        public void Dispose() => File.Delete(_file);
    }
}
