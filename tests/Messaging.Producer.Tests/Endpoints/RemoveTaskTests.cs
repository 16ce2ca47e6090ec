using System.Net;
using Messaging.Contracts;
using Messaging.Lifecycle.Logs;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.Producer.Tests.Endpoints;

public sealed class RemoveTaskTests : IAsyncLifetime
{
    private ProducerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ProducerHost.Start();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(TaskState.Succeeded)]
    [InlineData(TaskState.Failed)]
    [InlineData(TaskState.Canceled)]
    [InlineData(TaskState.Expired)]
    public async Task An_ended_task_leaves_a_tombstone_and_no_place_in_any_list(TaskState state)
    {
        var id = await _host.Know(state);

        using var response = await _host.Remove(id);
        using var again = await _host.Remove(id);

        (response.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.NoContent, HttpStatusCode.Gone));
        (await _host.Store.ReadHeader(id, CancellationToken.None))!.Value.IsTombstone.ShouldBeTrue();
        (await _host.Store.Count(CancellationToken.None)).ShouldBeEmpty();
        (
            await _host.Store.Lease(
                TaskIndex.Retention, DateTimeOffset.MaxValue.AddDays(-1), TimeSpan.FromSeconds(1), 10, CancellationToken.None))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task The_log_of_a_task_goes_with_its_row()
    {
        var id = await _host.Know(TaskState.Succeeded);
        await _host.Get<ITaskLogs>()
            .Append(
                [new TaskLogged { TaskId = id, Attempt = 1, Sequence = 1, LoggedAt = DateTimeOffset.UnixEpoch, Message = "secret" }],
                CancellationToken.None);

        using var response = await _host.Remove(id);

        (await _host.Get<ITaskLogs>().Read(id, default, 10, CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(TaskState.Scheduled)]
    [InlineData(TaskState.Running)]
    [InlineData(TaskState.Retrying)]
    public async Task A_task_that_has_not_ended_is_not_removed(TaskState state)
    {
        var id = await _host.Know(state);

        using var response = await _host.Remove(id);

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _host.Row(id))!.State.ShouldBe(state);
    }

    [Fact]
    public async Task A_task_that_never_was_cannot_be_removed()
    {
        using var response = await _host.Remove(Guid.NewGuid());

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
