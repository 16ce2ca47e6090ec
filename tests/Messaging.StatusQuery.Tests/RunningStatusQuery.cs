using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Messaging.AspNetCore;
using Messaging.Hosting.Bus;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Storage;
using Messaging.StatusQuery.Waiting;
using Messaging.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.StatusQuery.Tests;

/// <summary>StatusQuery behind a port of its own, with a bus and a store in memory, at a time that stands still.</summary>
public sealed class RunningStatusQuery : IAsyncLifetime
{
    /// <summary>Announcement, janitor and reader of gauges.</summary>
    public const int Loops = 4;

    private readonly WebApplication _application;

    public RunningStatusQuery()
    {
        Store = new ObservedStore(new InMemoryRowStore(Clock));
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults("status-query", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IRowStore>(Store)
            .AddInMemoryLedger()
            .AddInMemoryBus(StatusQueryServices.ConfigureBus)
            .AddStatusQuery();
        _application = builder.Build();
        _application.UseServiceDefaults().MapStatusQuery();
    }

    public WatchedTimeProvider Clock { get; } = new();

    public HttpClient Http { get; } = new();

    internal ObservedStore Store { get; }

    internal IBus Bus => Get<IBus>();

    internal TaskWaiter Waiter => Get<TaskWaiter>();

    public async ValueTask InitializeAsync()
    {
        await _application.StartAsync();
        Http.BaseAddress = new Uri(_application.Urls.First());
        // The waiter listens, and the loops, whose pauses are the only timers of an idle service, have looked around.
        await Eventually.Is(() => Store.Subscriptions == 1 && Clock.WaitingTimers == Loops);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    public Task<HttpResponseMessage> Get(Guid id, string query = "") => Http.GetAsync($"/api/v1/tasks/{id}{query}");

    public Task<JsonElement> Read(Guid id, string query = "") => Http.GetFromJsonAsync<JsonElement>($"/api/v1/tasks/{id}{query}");

    /// <summary>Lets time pass as soon as somebody waits for it.</summary>
    public async Task PassWhenWaitedFor(TimeSpan time)
    {
        await Eventually.Is(() => Clock.WaitingTimers == Loops + 1);
        Clock.Advance(time);
    }

    internal T Get<T>()
        where T : notnull => _application.Services.GetRequiredService<T>();

    /// <summary>Writes events to the ledger, as another process would.</summary>
    internal async Task Know(params IReadOnlyList<TaskEvent> events)
    {
        foreach (var item in events)
        {
            await Get<TaskLedger>().Apply([item], CancellationToken.None);
        }
    }
}
