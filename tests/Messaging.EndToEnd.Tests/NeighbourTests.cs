using System.Net;
using System.Net.Sockets;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

/// <summary>Tasks that run beside one that kills its process.</summary>
[Collection(OutageCollection.Name)]
public sealed class NeighbourTests(OwnServers servers)
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Worker__Concurrency"] = "8",
        ["Tasks__Http__AllowPrivateNetworks"] = "true",
        ["Tasks__Http__Tries"] = "1",
    };

    [Fact]
    public async Task A_task_that_kills_its_worker_ends_as_poison_alone_and_its_neighbours_lose_no_attempt()
    {
        await using var system = await servers.StartSystem(Settings);
        using var deadly = new Deadly();
        var healthy = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => system.Submit(new { name = "math.add", args = new { a = i, b = 1, seconds = 4 } })));
        var killer = await system.Submit(new { name = "http.request", args = new { url = deadly.Url }, retry = new { maxAttempts = 3 } });
        await AllRun(system, [.. healthy, killer]);

        var deaths = await DieWhenCalled(system, deadly, killer);

        var poison = await system.WaitForEnd(killer);
        (poison.State, poison.ErrorType, poison.Attempt).ShouldBe(("Failed", "poison", 1));
        deaths.ShouldBe(3);
        foreach (var id in healthy)
        {
            var task = await system.WaitForEnd(id);
            (task.State, task.Attempt).ShouldBe(("Succeeded", 1));
        }
    }

    [Fact]
    public async Task Neighbours_are_not_given_up_by_the_broker_although_workers_die_without_the_store_that_knows_of_what()
    {
        await using var system = await servers.StartSystem(Settings);
        using var deadly = new Deadly();
        var healthy = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => system.Submit(new { name = "math.add", args = new { a = i, b = 1, seconds = 3 } })));
        var killer = await system.Submit(new { name = "http.request", args = new { url = deadly.Url } });
        await AllRun(system, [.. healthy, killer]);

        await servers.Redis.Stop();
        for (var deaths = 0; deaths < 4; deaths++)
        {
            (await deadly.IsCalled(until: () => Task.FromResult(false))).ShouldBeTrue();
            await system.Worker.Kill();
            await system.RestartWorker();
        }

        await servers.Redis.Start();
        await system.StatusQuery.WaitUntilReady();
        await DieWhenCalled(system, deadly, killer);

        (await system.WaitForEnd(killer)).ErrorType.ShouldBe("poison");
        foreach (var id in healthy)
        {
            var task = await system.WaitForEnd(id);
            (task.State, task.Attempt).ShouldBe(("Succeeded", 1));
        }
    }

    private static Task AllRun(TaskSystem system, IReadOnlyList<Guid> ids) =>
        Eventually.Is(async () => (await Task.WhenAll(ids.Select(system.Read))).All(task => task.State == "Running"));

    /// <summary>Kills the worker whenever the task calls, and starts another, until the task has ended.</summary>
    /// <returns>How often.</returns>
    private static async Task<int> DieWhenCalled(TaskSystem system, Deadly deadly, Guid killer)
    {
        var deaths = 0;
        while (await deadly.IsCalled(until: () => HasEnded(system, killer)))
        {
            deaths++;
            await system.Worker.Kill();
            await system.RestartWorker();
        }

        return deaths;
    }

    private static async Task<bool> HasEnded(TaskSystem system, Guid id) => (await system.Read(id)).State is "Failed" or "Succeeded";

    /// <summary>An API whose callers die: it tells of every call, and never answers.</summary>
    private sealed class Deadly : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> _calls = [];
        private Task<TcpClient> _next;

        public Deadly()
        {
            _listener.Start();
            _next = _listener.AcceptTcpClientAsync();
        }

        public string Url => $"http://{_listener.LocalEndpoint}/";

        /// <summary>Waits for the next call.</summary>
        /// <returns>Whether there was one, or what was to end the waiting came first.</returns>
        public async Task<bool> IsCalled(Func<Task<bool>> until)
        {
            await Eventually.Is(async () => _next.IsCompleted || await until(), TimeSpan.FromMinutes(2));
            if (!_next.IsCompleted)
            {
                return false;
            }

            _calls.Add(await _next);
            _next = _listener.AcceptTcpClientAsync();
            return true;
        }

        public void Dispose()
        {
            _listener.Dispose();
            _calls.ForEach(call => call.Dispose());
        }
    }
}
