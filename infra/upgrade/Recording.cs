using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Messaging.Upgrade;

/// <summary>The play: what is done with the services of a release, so that everything they write is there in the end.</summary>
internal sealed class Recording : IAsyncDisposable
{
    private const int Deliveries = 21;
    private const string Envelope = "application/vnd.masstransit+json";
    private static readonly string[] Tags = ["recorded", "blue"];
    private static readonly string[] SubmitTask = ["urn:message:Messaging.Contracts:SubmitTask"];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly RecordingSettings _settings;
    private readonly TimeProvider _clock;
    private readonly BrokerDump _broker;
    private readonly List<RecordedTask> _tasks = [];
    private string _replay = "";
    private ReleaseProcess _producer = null!;
    private ReleaseProcess _status = null!;
    private ReleaseProcess _worker = null!;
    private ReleaseProcess _claiming = null!;

    private Recording(RecordingSettings settings, TimeProvider clock, BrokerDump broker) =>
        (_settings, _clock, _broker) = (settings, clock, broker);

    public static async Task<Recording> Begin(RecordingSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var recording = new Recording(settings, clock, await BrokerDump.Connect(settings));
        recording._status = await ReleaseProcess.Start(settings.Release("StatusQuery"), "StatusQuery");
        recording._producer = await ReleaseProcess.Start(settings.Release("Producer"), "Producer");
        recording._worker = await recording.StartWorker("worker-1");
        recording._claiming = await recording.StartWorker("worker-3", "claimed", "00:00:01");
        await recording._broker.Copy();
        return recording;
    }

    public async Task Run(CancellationToken cancellationToken)
    {
        await EndInEveryWay();
        await WaitInEveryWay();
        await RunForLong();
        await AnnounceWorkers();
        await PutUndecodables();
        await Replay("failed-after-retries");
        cancellationToken.ThrowIfCancellationRequested();
        // From here on events wait in the broker.
        await _status.Stop();
        await LeaveEvents();
        await LeaveCommands();
        await LeaveSubmissions();
        await RedisDump.LeaveLimit(_settings.Redis, _settings.Build);

        var dump = new Dump(_settings.Output, _settings.Build);
        dump.Write("redis.json", await RedisDump.Read(_settings.Redis));
        dump.Write("rabbitmq.json", await _broker.Read());
        // The queues are empty now: what it answers is what the store holds.
        _status = await ReleaseProcess.Start(_settings.Release("StatusQuery"), "StatusQuery");
        var answers = await StatusDump.Read(_status.Http, _tasks);
        _producer = await ReleaseProcess.Start(_settings.Release("Producer"), "Producer");
        answers["answers"]!["pauses"] = await StatusDump.Get(_producer.Http, "pauses");
        answers["answers"]![$"replays/{_replay}"] = await StatusDump.Get(_producer.Http, $"replays/{_replay}");
        dump.Write("answers.json", answers);
        dump.Write("tasks.json", _tasks);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _producer, _status, _worker, _claiming })
        {
            await process.DisposeAsync();
        }

        await _broker.DisposeAsync();
    }

    private static object Add(double seconds = 0) => new { a = 1, b = 2, seconds };

    private async Task EndInEveryWay()
    {
        // A name that is known, and not to our workers: they park its tasks.
        await _broker.Publish("", "task-events", Envelope, ForeignEvents.Type);
        var succeeded = await Submit(
            "succeeded", "Succeeded", new { name = "math.add", args = Add(), key = "customer-7" }, idempotencyKey: "recorded-key");
        await Reaches(succeeded, "Succeeded");
        await Reaches(
            await Submit("succeeded-with-progress", "Succeeded", new { name = "math.add", args = Add(1), tags = Tags, timeLimit = "1m" }),
            "Succeeded");
        var logged = await Submit("logged", "Succeeded", new { name = "math.add", args = Add() });
        for (var sequence = 1; sequence <= 3; sequence++)
        {
            await _broker.Publish("Messaging.Contracts:TaskLogged", "", Envelope, ForeignEvents.Line(logged, sequence));
        }

        await Wait.Until(
            async () => (await StatusDump.Get(_status.Http, $"tasks/{logged}/logs"))?["lines"]?.AsArray().Count == 3,
            Limit,
            "The log is not there");
        foreach (var label in (string[])["failed", "failed-likewise"])
        {
            await Reaches(
                await Submit(label, "Failed", new { name = "math.add", args = new { a = 1.7e308, b = 1.7e308 }, tags = Tags }), "Failed");
        }

        await Reaches(
            await Submit(
                "failed-after-retries",
                "Failed",
                new
                {
                    name = "math.add",
                    args = Add(5),
                    timeLimit = "100ms",
                    retry = new { maxAttempts = 2, baseDelay = "100ms", maxDelay = "100ms" },
                }),
            "Failed");
        var again = await Submit(
            "succeeded-when-run-again", "Succeeded", new { name = "math.add", args = new { a = 1.7e308, b = 1.7e308 } });
        await Reaches(again, "Failed");
        await Ask(again, "retry", new { args = Add(), by = "ann", reason = "Other numbers." });
        await Reaches(again, "Succeeded");
        var canceled = await Submit("canceled-while-waiting", "Canceled", new { name = "math.add", args = Add(), delay = "1h" });
        await Ask(canceled, "cancel", new { by = "ann", reason = "Not needed." });
        var stopped = await Submit("canceled-while-running", "Canceled", new { name = "math.add", args = Add(600) });
        await Reaches(stopped, "Running");
        await Ask(stopped, "cancel", new { by = "ann" });
        await Reaches(stopped, "Canceled");
        await Pause("queues/late", new { by = "ann" });
        var late = await Submit(
            "expired", "Expired", new { name = "math.add", args = Add(), queue = "late", expiresAt = _clock.GetUtcNow().AddSeconds(1) });
        await Task.Delay(TimeSpan.FromSeconds(1.2), _clock);
        (await _producer.Http.DeleteAsync("/api/v1/pauses/queues/late")).EnsureSuccessStatusCode();
        await Reaches(late, "Expired");
        var removed = await Submit("removed", "Gone", new { name = "math.add", args = Add() });
        await Reaches(removed, "Succeeded");
        (await _producer.Http.DeleteAsync($"/api/v1/tasks/{removed}")).EnsureSuccessStatusCode();
        _replay = await Replay("failed");
        await Wait.Until(
            async () => (string?)(await StatusDump.Get(_producer.Http, $"replays/{_replay}"))?["state"] == "CanaryFailed",
            Limit,
            "The replay does not end");
        await Reaches(_tasks.First(task => task.Label == "failed-likewise").Id, "Failed");
    }

    /// <summary>Lets all tasks run again that have failed like one.</summary>
    private async Task<string> Replay(string label)
    {
        var document = await StatusDump.Get(_status.Http, $"tasks/{_tasks.First(task => task.Label == label).Id}");
        var failures = (await StatusDump.Get(_status.Http, "failures"))!["failures"]!.AsArray();
        var fingerprint = failures.First(
            failure => failure!.ToJsonString().Contains((string)document!["error"]!["type"]!, StringComparison.Ordinal))!["fingerprint"];
        using var response = await _producer.Http.PostAsJsonAsync($"/api/v1/failures/{fingerprint}/retry", new { rate = 1, by = "ann" });
        response.EnsureSuccessStatusCode();
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!;
    }

    private async Task WaitInEveryWay()
    {
        await Submit("scheduled-for-an-hour", "Succeeded", new { name = "math.add", args = Add(), delay = "1h", tags = Tags });
        await Submit("scheduled-for-a-year", "Succeeded", new { name = "math.add", args = Add(), delay = "366d" });
        var moved = await Submit("scheduled-and-given-another-time", "Succeeded", new { name = "math.add", args = Add(), delay = "30d" });
        await Ask(moved, "reschedule", new { dueAt = _clock.GetUtcNow().AddHours(2), by = "ann" });
        await Reaches(
            await Submit(
                "retrying",
                "Failed",
                new
                {
                    name = "math.add",
                    args = Add(5),
                    timeLimit = "100ms",
                    retry = new { maxAttempts = 2, backoff = "fixed", baseDelay = "1h", maxDelay = "1h" },
                }), "Retrying");
        await Reaches(await Submit("parked", "Parked", new { name = "foreign.task", args = new { text = "\u00e4" } }), "Parked");
        var again = await Submit("scheduled-to-run-again", "Succeeded", new { name = "math.add", args = new { a = 1.7e308, b = 1.7e308 } });
        await Reaches(again, "Failed");
        await Ask(again, "retry", new { args = Add(), dueAt = _clock.GetUtcNow().AddHours(1), by = "ann" });
        await Pause("queues/paused", new { by = "ann", reason = "For the recording." });
        await Submit("queued-in-a-paused-queue", "Succeeded", new { name = "math.add", args = Add(), queue = "paused" });
    }

    /// <summary>Attempts of workers that are to die, one of them claimed.</summary>
    private async Task RunForLong()
    {
        await Reaches(await Submit("running-and-canceled", "Canceled", new { name = "math.add", args = Add(600) }), "Running");
        await using var dying = await StartWorker("worker-2", "dying");
        await Reaches(await Submit("running", "Succeeded", new { name = "math.add", args = Add(5), queue = "dying" }), "Running");
        await dying.Kill();
        // Long enough to run still when all else is done.
        await Reaches(
            await Submit("running-and-claimed", "Succeeded", new { name = "math.add", args = Add(45), queue = "claimed" }), "Running");
    }

    private async Task AnnounceWorkers()
    {
        foreach (var action in (string[])["quiet", "resume"])
        {
            (await _producer.Http.PostAsJsonAsync($"/api/v1/workers/worker-1/{action}", new { by = "ann" })).EnsureSuccessStatusCode();
        }
    }

    private async Task PutUndecodables()
    {
        foreach (var (queue, contentType) in new[] { ("tasks.default", "application/vnd.messaging.run-task+json"), ("task-events", Envelope), ("submit-task", "application/json") })
        {
            await _broker.Publish("", queue, contentType, "{ this is no JSON");
            await Wait.Until(async () => await _broker.Count($"{queue}_error") == 1, Limit, $"Nothing comes to {queue}_error");
        }
    }

    private async Task LeaveEvents()
    {
        foreach (var told in ForeignEvents.All.Append(ForeignEvents.Type))
        {
            await _broker.Publish("", "task-events", Envelope, told);
        }

        await _broker.Publish("", "task-events", Envelope, ForeignEvents.Line(_tasks.First(task => task.Label == "logged").Id, 4));
        await Submit("events-of-a-success-wait", "Succeeded", new { name = "math.add", args = Add(1) });
        await Submit("events-of-a-failure-wait", "Failed", new { name = "math.add", args = new { a = 1.7e308, b = 1.7e308 } });
        await Submit(
            "events-of-a-retry-wait",
            "Failed",
            new
            {
                name = "math.add",
                args = Add(5),
                timeLimit = "100ms",
                retry = new { maxAttempts = 2, backoff = "fixed", baseDelay = "1h", maxDelay = "1h" },
            });
        await Submit("events-of-parking-wait", "Parked", new { name = "foreign.task", args = new { } });
        var canceled = await Submit("events-of-a-cancel-wait", "Canceled", new { name = "math.add", args = Add(600) });
        await Task.Delay(TimeSpan.FromSeconds(1), _clock);
        await Ask(canceled, "cancel", new { by = "ann" });
        await Pause("types/math.add", new { by = "ann" });
        await Task.Delay(TimeSpan.FromSeconds(6), _clock);
        await Submit("events-of-a-deferral-wait", "Succeeded", new { name = "math.add", args = Add() });
        await Task.Delay(TimeSpan.FromSeconds(1), _clock);
        (await _producer.Http.DeleteAsync("/api/v1/pauses/types/math.add")).EnsureSuccessStatusCode();
        await Pause("types/email.send", new { by = "ann", reason = "For the recording." });
        await Task.Delay(TimeSpan.FromSeconds(6), _clock);
    }

    private async Task LeaveCommands()
    {
        await _broker.Take("worker-heartbeats");
        await _worker.Kill();
        await _claiming.Kill();
        await Ask(
            _tasks.First(task => task.Label == "running-and-canceled").Id,
            "cancel",
            new { by = "ann", reason = "While nobody hears of it." });
        var later = new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await Submit("queued", "Succeeded", new
        {
            name = "math.add",
            args = Add(),
            key = "customer-7",
            timeLimit = "1m",
            expiresAt = later,
            tags = Tags,
            retry = new { maxAttempts = 4, backoff = "linear", baseDelay = "1s", maxDelay = "1m" },
            traceParent = "00-8dfb23fead76f069d31ed47b7e92287a-8dfb23fead76f069-01",
        });
        await Submit(
            "queued-and-too-late-by-then",
            "Expired",
            new { name = "math.add", args = Add(), expiresAt = _clock.GetUtcNow().AddMinutes(2) });
        await Submit("poisonous", "Failed", new { name = "math.add", args = Add(), queue = "deadly" });
        for (var delivery = 0; delivery < Deliveries; delivery++)
        {
            await Wait.Until(() => _broker.TakeAndReturn("tasks.deadly"), Limit, "The command is not delivered again");
        }

        await Wait.Until(async () => await _broker.Count("tasks.poison") == 1, Limit, "Nothing comes to tasks.poison");
        await _broker.Govern("freeze");
        await Submit("queued-and-not-sent", "Succeeded", new { name = "math.add", args = Add() });
        await _producer.Kill();
        await _broker.Govern("thaw");
    }

    private async Task LeaveSubmissions()
    {
        var id = Guid.Parse("0197a000-0000-7000-8000-00000000e001");
        await _broker.Publish(
            "",
            "submit-task",
            "application/json",
            JsonSerializer.Serialize(new { id, name = "math.add", args = Add(), delay = "1s", tags = Tags }),
            "another-id");
        _tasks.Add(new RecordedTask("submitted-as-plain-json", id, "Succeeded"));
        id = Guid.Parse("0197a000-0000-7000-8000-00000000e002");
        await _broker.Publish("", "submit-task", Envelope, JsonSerializer.Serialize(
            new { messageType = SubmitTask, message = new { id, name = "math.add", args = Add(), timeLimit = "00:01:00" } }));
        _tasks.Add(new RecordedTask("submitted-in-an-envelope", id, "Succeeded"));
        _tasks.AddRange(ForeignEvents.Tasks);
    }

    private Task<ReleaseProcess> StartWorker(string name, string queues = "default,late,paused", string claimAfter = "00:20:00") =>
        ReleaseProcess.Start(
        _settings.Release("Worker"), "Worker", ("Worker__Name", name), ("Worker__Queues", queues), (
            "Worker__ClaimAfter", claimAfter), ("Worker__Concurrency", "4"));

    private async Task<Guid> Submit(string label, string end, object task, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tasks") { Content = JsonContent.Create(task) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await _producer.Http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{label} was answered {(int)response.StatusCode}: {answer}");
        }

        var id = JsonNode.Parse(answer)!["id"]!.GetValue<Guid>();
        _tasks.Add(new RecordedTask(label, id, end));
        return id;
    }

    private Task Reaches(Guid id, string state) =>
        Wait.Until(
            async () => (string?)(await StatusDump.Get(_status.Http, $"tasks/{id}"))?["state"] == state,
            Limit,
            $"{_tasks.First(task => task.Id == id).Label} does not become {state}");

    private async Task Ask(Guid id, string what, object body) =>
        (await _producer.Http.PostAsJsonAsync($"/api/v1/tasks/{id}/{what}", body)).EnsureSuccessStatusCode();

    private async Task Pause(string what, object body) =>
        (await _producer.Http.PutAsJsonAsync($"/api/v1/pauses/{what}", body)).EnsureSuccessStatusCode();
}
