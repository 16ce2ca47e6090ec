using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using MassTransit;
using Messaging.AspNetCore;
using Messaging.Contracts;
using Messaging.Hosting.Bus;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Operations;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.Producer.Tests.Endpoints;

/// <summary>Producer on a port of its own, with bus and store in memory; what it sends is kept.</summary>
internal sealed class ProducerHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<RunTask> _commands;
    private readonly ConcurrentQueue<TaskCancelRequested> _notices;
    private readonly PublishedMessages _published = new();

    private ProducerHost(
        WebApplication application, FaultyStore store, ConcurrentQueue<RunTask> commands, ConcurrentQueue<TaskCancelRequested> notices)
    {
        (_application, _commands, _notices, Store) = (application, commands, notices, store);
        Client = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };
        Get<IBus>().ConnectPublishObserver(_published);
    }

    public HttpClient Client { get; }

    public FaultyStore Store { get; }

    public IReadOnlyCollection<RunTask> Commands => _commands;

    /// <summary>What workers were told of cancel requests.</summary>
    public IReadOnlyCollection<TaskCancelRequested> Notices => _notices;

    public ITaskCatalog Catalog => _application.Services.GetRequiredService<ITaskCatalog>();

    /// <param name="clock">Default: the machine's.</param>
    public static async Task<ProducerHost> Start(TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        var store = new FaultyStore(new InMemoryRowStore(clock));
        var commands = new ConcurrentQueue<RunTask>();
        var notices = new ConcurrentQueue<TaskCancelRequested>();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" })
            .AddServiceDefaults("producer", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services
            .AddSingleton(clock)
            .AddSingleton<IRowStore>(store)
            .AddSingleton(commands)
            .AddSingleton(notices)
            .AddInMemoryLedger()
            .AddInMemoryBus(ProducerServices.ConfigureBus, bus =>
            {
                bus.AddConsumer<Recorder>().Endpoint(endpoint => endpoint.Name = "tasks.default");
                bus.AddConsumer<NoticeRecorder>().Endpoint(endpoint => endpoint.Name = "notices");
            })
            .AddProducer()
            .AddOperations();
        var application = builder.Build();
        application.UseServiceDefaults().MapProducer().MapOperations();
        await application.StartAsync();
        return new ProducerHost(application, store, commands, notices);
    }

    public T Get<T>()
        where T : notnull => _application.Services.GetRequiredService<T>();

    /// <summary>What has been published to all.</summary>
    public IReadOnlyList<T> Published<T>() => [.. _published.All.OfType<T>()];

    public Task<HttpResponseMessage> Submit(string body, string? idempotencyKey = null) => Submit(Json(body), idempotencyKey);

    public async Task<HttpResponseMessage> Submit(HttpContent content, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tasks") { Content = content };
        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey).ShouldBeTrue();
        }

        return await Client.SendAsync(request);
    }

    public static ByteArrayContent Json(string body) => Json(Encoding.UTF8.GetBytes(body));

    public static ByteArrayContent Json(byte[] body, string contentType = "application/json") =>
        new(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };

    /// <summary>Asks something of a task.</summary>
    public async Task<HttpResponseMessage> Ask(Guid id, string what, string? body = null)
    {
        using var content = body is null ? null : Json(body);
        return await Client.PostAsync(new Uri($"/api/v1/tasks/{id}/{what}", UriKind.Relative), content);
    }

    public Task<HttpResponseMessage> Remove(Guid id) => Client.DeleteAsync(new Uri($"/api/v1/tasks/{id}", UriKind.Relative));

    public async Task<TaskSaga?> Row(Guid id) =>
        (await Store.Load([id], CancellationToken.None))[0] is { } row ? TaskRowCodec.Decode(id, row) : null;

    public Task<RunTask> Command(Guid id) =>
        Eventually.Get(() => Task.FromResult(Commands.FirstOrDefault(command => command.TaskId == id)!), command => command is not null);

    public Task Tell(TaskEvent item) => _application.Services.GetRequiredService<TaskLedger>().Apply([item], CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }

    private sealed class Recorder(ConcurrentQueue<RunTask> commands) : IConsumer<RunTask>
    {
        public Task Consume(ConsumeContext<RunTask> context)
        {
            commands.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }

    private sealed class NoticeRecorder(ConcurrentQueue<TaskCancelRequested> notices) : IConsumer<TaskCancelRequested>
    {
        public Task Consume(ConsumeContext<TaskCancelRequested> context)
        {
            notices.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }
}
