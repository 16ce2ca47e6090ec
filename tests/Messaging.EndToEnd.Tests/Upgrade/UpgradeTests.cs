using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;
using StackExchange.Redis;

namespace Messaging.EndToEnd.Tests.Upgrade;

/// <summary>Today's services on what every earlier release has left behind.</summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly string[] ErrorQueues = ["tasks.default_error", "task-events_error", "submit-task_error"];

    private readonly OwnServers _servers = new();
    private readonly List<ServiceProcess> _processes = [];

    public static TheoryData<string> Versions => [.. ReleaseDump.Versions];

    public ValueTask InitializeAsync() => _servers.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await _servers.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_a_release_has_stored_is_shown_as_it_was_shown_then(string version)
    {
        var dump = new ReleaseDump(version);
        await dump.LoadStore(await _servers.Redis.Url());
        var status = await Start("StatusQuery");
        var differences = new List<string>();

        foreach (var (id, document) in dump.Documents)
        {
            differences.AddRange(
                SameAnswer.Differences(
                    document, await Get(status, $"tasks/{id}"), dump.Tasks.Single(task => task.Id == Guid.Parse(id)).Label));
        }

        foreach (
            var (path, answer) in dump.Answers.Where(
                answer => answer.Key != "pauses" && !answer.Key.StartsWith("replays/", StringComparison.Ordinal)))
        {
            differences.AddRange(SameAnswer.Differences(path == "workers" ? Lost(answer) : answer, await Get(status, path), path));
        }

        differences.ShouldBeEmpty();
        dump.Documents.Count.ShouldBeGreaterThan(20);
        dump.Documents.Select(document => document.Value is JsonObject task ? (string?)task["state"] : "Gone").Distinct()
            .ShouldBeSubsetOf(
                ["Scheduled", "Queued", "Running", "Retrying", "Parked", "Succeeded", "Failed", "Canceled", "Expired", "Gone"]);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_a_release_has_left_in_store_and_broker_goes_on_to_its_right_end(string version)
    {
        var dump = new ReleaseDump(version);
        var broker = await _servers.RabbitMq.Url();
        await dump.LoadStore(await _servers.Redis.Url());
        // Whoever starts now declares its queues again, and would be refused if an argument were another.
        await dump.DeclareQueues(broker);
        await ReleaseDump.Publish(broker, dump.Messages.Where(message => message["queue"] is not null));

        var status = await Start("StatusQuery");
        var producer = await Start("Producer");
        await OperatorsFindWhatTheyHaveAskedFor(dump, producer);
        var worker = await Start(
            "Worker", ("Worker__Name", "worker-1"), ("Worker__Queues", "default,late,paused,dying,claimed"), ("Worker__Concurrency", "8"));

        await WorkersHear(dump, broker, status);
        await EachTaskEnds(dump, status, producer, worker);
        await ARepeatIsKnown(dump, producer);
        ((await Get(status, $"tasks/{dump.Task("logged").Id}/logs"))?["lines"]?.AsArray().Count).ShouldBe(4);
        await Eventually.Is(
            async () => (await Waiting()).Where(queue => !ErrorQueues.Contains(queue.Key)).All(queue => queue.Value == 0), Limit);
        (await Waiting())
            .Where(queue => queue.Value > 0)
            .ShouldBe(ErrorQueues.Select(queue => KeyValuePair.Create(queue, 1L)), ignoreOrder: true);
        await EveryoneHasAnnouncedWhatItReads();
    }

    private static async Task OperatorsFindWhatTheyHaveAskedFor(ReleaseDump dump, ServiceProcess producer)
    {
        foreach (
            var (path, answer) in dump.Answers.Where(
                answer => answer.Key == "pauses" || answer.Key.StartsWith("replays/", StringComparison.Ordinal)))
        {
            var before = answer!.DeepClone();
            if (before is JsonObject replay)
            {
                replay.Remove("finishedAt");
            }

            SameAnswer.Differences(before, await Get(producer, path), path).ShouldBeEmpty();
        }

        foreach (var pause in dump.Answers["pauses"]!.AsArray())
        {
            (
                await producer.Http.DeleteAsync(
                    $"/api/v1/pauses/{pause!["kind"]}s/{pause["name"]}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
    }

    private static async Task WorkersHear(ReleaseDump dump, string broker, ServiceProcess status)
    {
        foreach (var (action, state) in ((string, string)[])[("\"quiet\"", "quiet"), ("\"resume\"", "running")])
        {
            await ReleaseDump.Publish(
                broker,
                dump.Messages.Where(message =>
                    message["exchange"] is not null
                        && message["body"]!.ToJsonString().Contains(JsonEncodedText.Encode(action).ToString(), StringComparison.Ordinal)));
            await Eventually.Is(
                async () =>
                    (await Get(status, "workers"))!.AsArray()
                        .Any(one => (string)one!["id"]! == "worker-1" && (string)one["state"]! == state),
                Limit);
        }

        await ReleaseDump.Publish(
            broker,
            dump.Messages.Where(message =>
                (string?)message["exchange"] is "Messaging.Contracts:PausesChanged" or "Messaging.Contracts:TaskCancelRequested"));
    }

    private static async Task EachTaskEnds(ReleaseDump dump, ServiceProcess status, ServiceProcess producer, ServiceProcess worker)
    {
        foreach (var task in dump.Tasks)
        {
            try
            {
                await Eventually.Get(
                    async () =>
                        await Hurried(await Get(status, $"tasks/{task.Id}"), task, producer), document =>
                            (
                                document is JsonObject known
                                    ? (string?)known["state"]
                                    : (int?)document == 410
                                    ? "Gone"
                                    : null) == task.End, Limit);
            }
            catch (TimeoutException exception)
            {
                throw new TimeoutException($"{task.Label} is to become {task.End}. {exception.Message}\n\nProducer:\n{producer.Output}\n\nStatusQuery:\n{status.Output}\n\nWorker:\n{worker.Output}", exception);
            }
        }
    }

    /// <summary>What is to wait for a time to come is not waited for.</summary>
    private static async Task<JsonNode?> Hurried(JsonNode? document, DumpedTask task, ServiceProcess producer)
    {
        if (task.End != "Scheduled" && document is JsonObject known
            && (string?)known["state"] is "Scheduled" or "Retrying" && (DateTimeOffset?)known["dueAt"] > TimeProvider.System.GetUtcNow())
        {
            using var response = await producer.Http.PostAsJsonAsync(
                $"/api/v1/tasks/{task.Id}/reschedule", new { dueAt = DateTimeOffset.UnixEpoch });
            response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);
        }

        return document;
    }

    private static async Task ARepeatIsKnown(ReleaseDump dump, ServiceProcess producer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tasks")
        {
            Content = JsonContent.Create(new { name = "math.add", args = new { a = 1, b = 2, seconds = 0 }, key = "customer-7" }),
        };
        request.Headers.Add("Idempotency-Key", "recorded-key");
        using var response = await producer.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid().ShouldBe(dump.Task("succeeded").Id);
    }

    private async Task EveryoneHasAnnouncedWhatItReads()
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(await _servers.Redis.Url());
        var told = await connection.GetDatabase().HashValuesAsync("tasks:{processes}:told");
        told.SelectMany(
            one => JsonElement.Parse((string)one!).GetProperty("services").EnumerateArray().Select(service => service.GetString()))
            .ShouldBe(["producer", "status-query"], ignoreOrder: true);
        told.ShouldAllBe(one => ((string)one!).Contains("\"open-rows\"", StringComparison.Ordinal));
        ((string)(await connection.GetDatabase().HashGetAsync("tasks:{workers}:told", "worker-1"))!)
            .ShouldContain("\"reads\":[\"open-rows\"]");
    }

    /// <summary>Workers of then have not been heard of for long; at what moment they were asked for differs.</summary>
    private static JsonArray Lost(JsonNode? workers)
    {
        var lost = workers!.DeepClone().AsArray();
        foreach (var worker in lost)
        {
            worker!["state"] = "lost";
        }

        return lost;
    }

    private static async Task<JsonNode?> Get(ServiceProcess service, string path)
    {
        using var response = await service.Http.GetAsync($"/api/v1/{path}");
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(await response.Content.ReadAsStringAsync())
            : JsonValue.Create((int)response.StatusCode);
    }

    private async Task<Dictionary<string, long>> Waiting() =>
        (await _servers.RabbitMq.Control("--quiet", "list_queues", "name", "messages", "--no-table-headers"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
                .ToDictionary(part => part[0], part => long.Parse(part[1], System.Globalization.CultureInfo.InvariantCulture));

    private async Task<ServiceProcess> Start(string service, params (string Name, string Value)[] settings)
    {
        var own = settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value));
        var process = ServiceProcess.Start(service, new Dictionary<string, string>(own)
        {
            ["ConnectionStrings__RabbitMq"] = await _servers.RabbitMq.Url(),
            ["ConnectionStrings__Redis"] = await _servers.Redis.Url(),
            ["Producer__StatusUrl"] = "http://localhost:5081",
            // The dumps grow older than any usual retention.
            ["Ledger__SucceededRetention"] = "3650.00:00:00",
            ["Ledger__FailedRetention"] = "3650.00:00:00",
            ["Ledger__CanceledRetention"] = "3650.00:00:00",
        });
        _processes.Add(process);
        await process.WaitUntilReady();
        return process;
    }
}
