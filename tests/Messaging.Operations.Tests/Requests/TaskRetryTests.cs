using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Messaging.Operations.Requests;

namespace Messaging.Operations.Tests.Requests;

public sealed class TaskRetryTests : IAsyncLifetime
{
    private readonly RequestsFixture _fixture = new();
    private readonly List<Task<TaskSaga>> _seen = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_dispatcher_in_the_process_is_told_once_the_row_says_that_the_task_is_due()
    {
        var id = await _fixture.Fail();
        _fixture.Signal.Raised += () => _seen.Add(_fixture.Row(id));

        await Retry(id, new RetryOptions { Note = new OperatorNote("ann", "fixed") });

        var row = await _seen.ShouldHaveSingleItem();
        (row.State, row.Due).ShouldBe((TaskState.Scheduled, _fixture.Now));
        (row.Attempt, row.Replay!.By, row.Replay.Reason).ShouldBe((2, "ann", "fixed"));
    }

    [Fact]
    public async Task Without_a_dispatcher_in_the_process_the_row_is_due_for_that_of_another()
    {
        var id = await _fixture.Fail();

        (await Retry(id, new RetryOptions())).ShouldBeOfType<RequestOutcome.Done>();

        (await _fixture.Row(id)).Due.ShouldBe(_fixture.Now);
    }

    [Fact]
    public async Task Nobody_is_told_of_a_retry_that_waits_for_its_time_or_is_refused()
    {
        var id = await _fixture.Fail();
        _fixture.Signal.Raised += () => _seen.Add(_fixture.Row(id));

        (await Retry(id, new RetryOptions { DueAt = _fixture.Now.AddHours(1) })).ShouldBeOfType<RequestOutcome.Done>();
        (await Retry(id, new RetryOptions())).ShouldBeOfType<RequestOutcome.Refused>();

        _seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Arguments_that_the_schema_of_the_type_refuses_change_nothing()
    {
        var schema = JsonElement.Parse("""{"type":"object","required":["a"]}""");
        await _fixture.Catalog.Register([new TaskType { Name = "math.add", ArgumentsSchema = schema }], CancellationToken.None);
        var id = await _fixture.Fail();

        var outcome = await Retry(id, new RetryOptions { Arguments = JsonElement.Parse("""{"b":1}""") });

        outcome.ShouldBeOfType<RequestOutcome.Invalid>().Errors.ToDictionary().Keys.ShouldBe(["args.a"]);
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Failed);
    }

    private Task<RequestOutcome> Retry(Guid id, RetryOptions options) => _fixture.Retry.Retry(id, options, CancellationToken.None);
}
