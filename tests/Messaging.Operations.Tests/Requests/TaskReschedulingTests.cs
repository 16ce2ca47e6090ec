using Messaging.Operations.Requests;

namespace Messaging.Operations.Tests.Requests;

public sealed class TaskReschedulingTests : IAsyncLifetime
{
    private readonly RequestsFixture _fixture = new();
    private int _signals;

    public TaskReschedulingTests() => _fixture.Signal.Raised += () => _signals++;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task A_dispatcher_in_the_process_is_told_of_a_time_that_has_come(int seconds, int signals)
    {
        var id = await _fixture.Submit(TimeSpan.FromHours(1));
        var dueAt = _fixture.Now.AddSeconds(seconds);

        (await _fixture.Rescheduling.Reschedule(id, dueAt, "ann", CancellationToken.None)).ShouldBeOfType<RequestOutcome.Done>();

        _signals.ShouldBe(signals);
        var row = await _fixture.Row(id);
        (row.Due, row.Reschedule!.By).ShouldBe((dueAt, "ann"));
    }

    [Fact]
    public async Task Nobody_is_told_of_a_task_that_does_not_wait()
    {
        var id = await _fixture.Fail();

        var outcome = await _fixture.Rescheduling.Reschedule(id, _fixture.Now, null, CancellationToken.None);

        outcome.ShouldBeOfType<RequestOutcome.Refused>();
        _signals.ShouldBe(0);
    }
}
