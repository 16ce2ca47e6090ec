using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.TestSupport;

namespace Messaging.StatusQuery.Tests.Endpoints;

public sealed class ListWorkersEndpointTests : IAsyncLifetime
{
    private readonly RunningStatusQuery _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_worker_is_shown_with_all_it_told_and_with_times_by_our_clock()
    {
        var task = Guid.Parse("0198c0de-0000-7000-8000-000000000001");
        // Its clock is an hour behind ours.
        var itsNow = _service.Clock.GetUtcNow().AddHours(-1);
        await _service.Bus.Publish(new WorkerHeartbeat
        {
            Worker = "w1",
            SentAt = itsNow,
            StartedAt = itsNow.AddMinutes(-2),
            Version = "1.0.0",
            Host = "host",
            Queues = [new QueueSlots { Name = "default", Slots = 4, Running = 1 }],
            Types = ["math.add"],
            Running = [new RunningAttempt { TaskId = task, Attempt = 1, Name = "math.add", StartedAt = itsNow.AddSeconds(-5) }],
            RunningCount = 1,
            MemoryBytes = 1000,
        });

        var workers = await Eventually.Get(ListWorkers, workers => workers.GetArrayLength() == 1);

        workers[0].GetRawText().ShouldBe(
            """{"id":"w1","state":"running","heardAt":"2026-01-02T03:04:05+00:00","startedAt":"2026-01-02T03:02:05+00:00","clockDriftSeconds":-3600,"version":"1.0.0","host":"host","queues":[{"name":"default","slots":4,"running":1}],"types":["math.add"],"running":[{"taskId":"0198c0de-0000-7000-8000-000000000001","attempt":1,"name":"math.add","startedAt":"2026-01-02T03:04:00+00:00"}],"runningCount":1,"leakedHandlers":0,"memoryBytes":1000}""");
    }

    [Fact]
    public async Task A_worker_whose_machine_is_off_says_so_itself_while_its_times_are_right()
    {
        await _service.Bus.Publish(
            new WorkerHeartbeat
            {
                Worker = "w1",
                SentAt = _service.Clock.GetUtcNow(),
                ClockDriftSeconds = 3600.1234,
                StartedAt = Told.At(0),
            });

        var workers = await Eventually.Get(ListWorkers, workers => workers.GetArrayLength() == 1);

        workers[0].GetProperty("clockDriftSeconds").GetDouble().ShouldBe(3600.123);
        workers[0].GetProperty("startedAt").GetDateTimeOffset().ShouldBe(Told.At(0));
    }

    [Fact]
    public async Task A_worker_that_is_not_heard_of_is_lost_and_one_that_stopped_in_order_is_not()
    {
        await Publish("gone", "running");
        await Publish("quiet", "quiet");
        await Publish("ended", "stopped");
        await Eventually.Get(ListWorkers, workers => workers.GetArrayLength() == 3);
        (await States()).ShouldBe(["ended stopped", "gone running", "quiet quiet"]);

        _service.Clock.Advance(TimeSpan.FromSeconds(20));
        (await States()).ShouldBe(["ended stopped", "gone running", "quiet quiet"]);
        _service.Clock.Advance(TimeSpan.FromSeconds(1));
        (await States()).ShouldBe(["ended stopped", "gone lost", "quiet lost"]);
        _service.Clock.Advance(TimeSpan.FromMinutes(10));
        (await States()).ShouldBe(["gone lost", "quiet lost"]);
    }

    [Fact]
    public async Task A_worker_that_speaks_again_is_no_longer_lost()
    {
        await Publish("w1", "running");
        await Eventually.Get(ListWorkers, workers => workers.GetArrayLength() == 1);
        _service.Clock.Advance(TimeSpan.FromMinutes(5));
        (await States()).ShouldBe(["w1 lost"]);

        await Publish("w1", "running");

        await Eventually.Is(async () => (await States()).SequenceEqual(["w1 running"]));
    }

    [Fact]
    public async Task Nonsense_is_neither_remembered_nor_in_the_way()
    {
        await Publish(new string('w', 201), "running");
        await _service.Bus.Publish(
            new WorkerHeartbeat { Worker = "odd", SentAt = DateTimeOffset.MaxValue, StartedAt = DateTimeOffset.MinValue, State = "?" });

        await Eventually.Is(async () => (await States()).SequenceEqual(["odd running"]));
    }

    private Task Publish(string worker, string state) =>
        _service.Bus.Publish(
            new WorkerHeartbeat { Worker = worker, SentAt = _service.Clock.GetUtcNow(), StartedAt = Told.At(0), State = state });

    private async Task<string[]> States() =>
        [
            .. (await ListWorkers())
                .EnumerateArray()
                .Select(worker => $"{worker.GetProperty("id").GetString()} {worker.GetProperty("state").GetString()}"),
        ];

    private Task<JsonElement> ListWorkers() => _service.Http.GetFromJsonAsync<JsonElement>("/api/v1/workers");
}
