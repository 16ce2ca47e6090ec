using System.Net.Http.Json;
using System.Text.Json;
using Messaging.AspNetCore;
using Messaging.Contracts;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Links;
using Messaging.Hosting.Loops;
using Messaging.Hosting.Validation;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Producer;
using Messaging.StatusQuery;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Operations.Tests;

public sealed class OperationsServicesTests
{
    [Fact]
    public async Task A_process_without_an_engine_announces_itself_and_carries_replays_on()
    {
        await using var application = Build(services => services.AddOperations());

        LoopsOf(application).ShouldBe(["announcement", "replays"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Beside_Producer_nothing_is_there_twice_whichever_is_registered_first(bool isProducerFirst)
    {
        await using var application = Build(services =>
        {
            _ = isProducerFirst ? services.AddProducer().AddOperations() : services.AddOperations().AddProducer();
        });

        LoopsOf(application).ShouldBeUnique();
        application.Services.GetServices<KnownTaskTypes>().Count().ShouldBe(1);
        application.Services.GetServices<TaskTypeCheck>().Count().ShouldBe(1);
        application.Services.GetServices<DispatchSignal>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Beside_Producer_a_bad_status_address_is_told_once()
    {
        await using var application = Build(
            services => services.AddProducer().AddOperations(), ("Producer:StatusUrl", "tasks.example.com"));
        var options = application.Services.GetRequiredService<IOptions<StatusLinkOptions>>();

        var refused = Should.Throw<OptionsValidationException>(() => options.Value);

        refused.Failures.ShouldHaveSingleItem().ShouldContain("Producer:StatusUrl must be an http or https address");
    }

    [Fact]
    public async Task A_host_that_submits_nothing_maps_the_operations_and_sends_callers_to_the_status_address_of_the_settings()
    {
        await using var application = Build(
            services => services.AddStatusQuery().AddOperations(), ("Producer:StatusUrl", "https://tasks.example.com"));
        application.UseServiceDefaults().MapOperations().MapStatusQuery();
        await application.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };
        var id = await Fail(application.Services);

        using var retried = await client.PostAsync($"/api/v1/tasks/{id}/retry", null);
        using var paused = await client.PutAsync("/api/v1/pauses/queues/slow", null);
        using var quiet = await client.PostAsync("/api/v1/workers/nobody/quiet", null);
        using var replay = await client.PostAsync("/api/v1/failures/0/retry", null);
        using var dropped = await client.DeleteAsync("/api/v1/undecodable/tasks.default_error/1");
        using var submitted = await client.PostAsJsonAsync("/api/v1/tasks", new { name = "math.add" });

        HttpResponseMessage[] responses = [retried, paused, quiet, replay, dropped, submitted];
        responses.Select(response => (int)response.StatusCode).ShouldBe([200, 200, 404, 404, 404, 405]);
        var receipt = await retried.Content.ReadFromJsonAsync<JsonElement>();
        receipt.GetProperty("statusUrl").GetString().ShouldBe($"https://tasks.example.com/api/v1/tasks/{id}");
        (await application.Services.GetRequiredService<TaskStore>().Load(id, CancellationToken.None))
            .Match(row => row.Task.State, _ => TaskState.Unknown).ShouldBe(TaskState.Scheduled);
    }

    private static IEnumerable<string> LoopsOf(WebApplication application)
    {
        // Loops are known to the monitor once they are made.
        _ = application.Services.GetServices<IHostedService>().Count();
        return application.Services.GetRequiredService<LoopMonitor>().Loops.Select(loop => loop.Name);
    }

    private static async Task<Guid> Fail(IServiceProvider services)
    {
        var (id, now) = (Guid.NewGuid(), TimeProvider.System.GetUtcNow());
        var error = new TaskError { Type = "boom", Message = "Boom" };
        TaskEvent[] events =
        [
            TaskEvent.Of(new TaskSubmitted { TaskId = id, Name = "math.add", Arguments = JsonElement.Parse("{}"), SubmittedAt = now }),
            TaskEvent.Of(new TaskAttemptFailed { TaskId = id, Attempt = 1, FinishedAt = now, Worker = "w1", Error = error }),
        ];
        await services.GetRequiredService<TaskLedger>().Apply(events, CancellationToken.None);
        return id;
    }

    private static WebApplication Build(Action<IServiceCollection> register, params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.AddServiceDefaults("operations", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        register(builder.Services.AddInMemoryLedger().AddInMemoryBus());
        return builder.Build();
    }
}
