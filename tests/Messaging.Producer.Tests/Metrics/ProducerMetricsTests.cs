using System.Diagnostics.Metrics;
using Messaging.Contracts;
using Messaging.Producer.Tests.Endpoints;
using Messaging.TestSupport;
using Messaging.TestSupport.Metrics;

namespace Messaging.Producer.Tests.Metrics;

public sealed class ProducerMetricsTests : IAsyncLifetime, IDisposable
{
    private ProducerHost _host = null!;
    private RecordedMetrics _metrics = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ProducerHost.Start();
        _metrics = new RecordedMetrics(_host.Get<IMeterFactory>());
        await _host.Catalog.Register([new TaskType { Name = "math.add" }], CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task An_accepted_task_is_counted_by_name_and_queue_and_a_repeated_one_is_not()
    {
        using var first = await _host.Submit("""{"name":"math.add","queue":"slow"}""", "key");
        using var again = await _host.Submit("""{"name":"math.add","queue":"slow"}""", "key");

        _metrics.Recorded("messaging.task.submitted").ShouldBe([(1, "task.name=math.add task.queue=slow")]);
        _metrics.Recorded("messaging.task.refused").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_not_accepted_is_counted_by_reason()
    {
        using var unreadable = await _host.Submit("{");
        using var invalid = await _host.Submit("""{"name":"math.ad"}""");
        using var first = await _host.Submit("""{"name":"math.add"}""", "key");
        using var conflict = await _host.Submit("""{"name":"math.add","args":{"a":1}}""", "key");
        using var large = await _host.Submit($$"""{"name":"math.add","args":"{{new string('x', 300_000)}}"}""");

        _metrics.Recorded("messaging.task.refused")
            .ShouldBe([(1, "reason=unreadable"), (1, "reason=invalid"), (1, "reason=conflict"), (1, "reason=too-large")]);
    }

    [Fact]
    public async Task Each_task_of_a_batch_is_counted()
    {
        using var content = ProducerHost.Json("""{"tasks":[{"name":"math.add"},{"name":""},{"name":"math.add"}]}""");
        using var response = await _host.Client.PostAsync(new Uri("/api/v1/tasks/batch", UriKind.Relative), content);

        _metrics.Recorded("messaging.task.submitted").Sum(measured => measured.Value).ShouldBe(2);
        _metrics.Recorded("messaging.task.refused").ShouldBe([(1, "reason=invalid")]);
    }

    [Fact]
    public async Task A_due_task_is_measured_when_it_is_sent_and_tells_its_worker_since_when_it_could_run()
    {
        var id = Guid.NewGuid();
        using var response = await _host.Submit($$"""{"id":"{{id}}","name":"math.add","delay":"1s"}""");

        var command = await _host.Command(id);

        await Eventually.Is(() => _metrics.Recorded("messaging.task.dispatch.lag").Length == 1);
        _metrics.Recorded("messaging.task.dispatch.lag").ShouldHaveSingleItem().Tags.ShouldBe("task.queue=default");
        _metrics.Instruments["messaging.task.dispatch.lag"].Unit.ShouldBe("s");
        var row = (await _host.Row(id)).ShouldNotBeNull();
        (command.ReadyAt - row.SubmittedAt).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_task_that_is_sent_at_once_tells_since_when_it_could_run_and_was_never_late()
    {
        var id = Guid.NewGuid();
        using var response = await _host.Submit($$"""{"id":"{{id}}","name":"math.add"}""");

        (await _host.Command(id)).ReadyAt.ShouldBe((await _host.Row(id)).ShouldNotBeNull().SubmittedAt);
        _metrics.Recorded("messaging.task.dispatch.lag").ShouldBeEmpty();
    }
}
