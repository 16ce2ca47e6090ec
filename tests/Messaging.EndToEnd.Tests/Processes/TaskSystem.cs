using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests.Processes;

/// <summary>Producer, Worker and StatusQuery as three processes on a broker and a store.</summary>
internal sealed class TaskSystem : IAsyncDisposable
{
    private static readonly string[] Ends = ["Succeeded", "Failed", "Canceled", "Expired"];

    private readonly Dictionary<string, string> _settings;
    private readonly List<ServiceProcess> _processes = [];

    private TaskSystem(string rabbitMq, string redis, IReadOnlyDictionary<string, string>? settings) =>
        _settings = new(settings ?? new Dictionary<string, string>())
        {
            ["ConnectionStrings__RabbitMq"] = rabbitMq,
            ["ConnectionStrings__Redis"] = redis,
            // Rows of an earlier test on the same server are not this one's.
            ["Redis__KeyPrefix"] = $"test-{Guid.NewGuid():N}",
            ["Producer__Queues"] = UnservedQueue,
        };

    /// <summary>A queue that tasks may be submitted to and that no worker serves.</summary>
    public static string UnservedQueue { get; } = $"deadly-{Guid.NewGuid():N}";

    public ServiceProcess Producer { get; private set; } = null!;

    public ServiceProcess StatusQuery { get; private set; } = null!;

    public ServiceProcess Worker { get; private set; } = null!;

    public string KeyPrefix => _settings["Redis__KeyPrefix"];

    /// <summary>Starts all three and waits until the worker's task types are known.</summary>
    public static async Task<TaskSystem> Start(string rabbitMq, string redis, IReadOnlyDictionary<string, string>? settings = null)
    {
        var system = new TaskSystem(rabbitMq, redis, settings);
        try
        {
            await system.Start();
            return system;
        }
        catch
        {
            // Left behind, its processes would take the next system's messages.
            await system.DisposeAsync();
            throw;
        }
    }

    public async Task RestartProducer()
    {
        Producer = StartService("Producer");
        await Producer.WaitUntilReady();
    }

    public async Task RestartWorker()
    {
        Worker = StartService("Worker");
        await Worker.WaitUntilReady();
    }

    /// <summary>Stops the worker in order, and starts another in an environment of its own.</summary>
    public async Task ReplaceWorker(IReadOnlyDictionary<string, string> environment)
    {
        await Worker.Terminate();
        Worker = StartService("Worker", environment);
        await Worker.WaitUntilReady();
    }

    /// <summary>Kills Producer, and starts another in an environment of its own that may not become ready yet.</summary>
    public async Task BeginProducer(IReadOnlyDictionary<string, string> environment)
    {
        await Producer.Kill();
        Producer = StartService("Producer", environment);
    }

    /// <summary>Starts a worker in an environment of its own that may not become ready yet.</summary>
    public void BeginWorker(IReadOnlyDictionary<string, string> environment) => Worker = StartService("Worker", environment);

    /// <summary>Starts one more process of a service.</summary>
    public async Task<ServiceProcess> StartAnother(string service)
    {
        var process = StartService(service);
        await process.WaitUntilReady();
        return process;
    }

    public Task<HttpResponseMessage> Post(object task, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tasks") { Content = JsonContent.Create(task) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return Producer.Http.SendAsync(request);
    }

    /// <summary>Submits a task that must be accepted.</summary>
    public async Task<Guid> Submit(object task)
    {
        using var response = await Post(task);
        if (response.StatusCode != HttpStatusCode.Accepted)
        {
            throw new InvalidOperationException(
                $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}\n{Producer.Output}");
        }

        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    public Task<HttpResponseMessage> Get(Guid id) => StatusQuery.Http.GetAsync($"/api/v1/tasks/{id}");

    public async Task<TaskView> Read(Guid id) => new(await StatusQuery.Http.GetFromJsonAsync<JsonElement>($"/api/v1/tasks/{id}"));

    public Task<TaskView> WaitForState(Guid id, string state) => Eventually.Get(() => Read(id), task => task.State == state);

    /// <summary>Waits for a task's end, whatever it is.</summary>
    public async Task<TaskView> WaitForEnd(Guid id, TimeSpan? limit = null)
    {
        try
        {
            return await Eventually.Get(
                async () => new TaskView(await StatusQuery.Http.GetFromJsonAsync<JsonElement>($"/api/v1/tasks/{id}?wait=10s")),
                task => Ends.Contains(task.State),
                limit ?? TimeSpan.FromMinutes(3));
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(
                $"{exception.Message}\n\nProducer:\n{Producer.Output}\n\nWorker:\n{Worker.Output}\n\nStatusQuery:\n{StatusQuery.Output}",
                exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }

    private async Task Start()
    {
        Producer = StartService("Producer");
        StatusQuery = StartService("StatusQuery");
        Worker = StartService("Worker");
        await Task.WhenAll(_processes.Select(process => process.WaitUntilReady()));
        await Eventually.Is(async () => (await StatusQuery.Http.GetFromJsonAsync<JsonElement>("/api/v1/types")).GetArrayLength() > 0);
    }

    private ServiceProcess StartService(string service, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = ServiceProcess.Start(
            service, new Dictionary<string, string>(_settings.Concat(environment ?? new Dictionary<string, string>())));
        _processes.Add(process);
        return process;
    }
}
