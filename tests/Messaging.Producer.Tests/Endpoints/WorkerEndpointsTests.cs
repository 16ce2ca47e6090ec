using System.Net;
using Messaging.Contracts;
using Messaging.Lifecycle.Workers;

namespace Messaging.Producer.Tests.Endpoints;

public sealed class WorkerEndpointsTests
{
    [Theory]
    [InlineData("quiet")]
    [InlineData("resume")]
    [InlineData("drain")]
    public async Task A_worker_that_is_known_is_told(string action)
    {
        await using var producer = await ProducerHost.Start();
        var heartbeat = new WorkerHeartbeat
        {
            Worker = "host-1-ab:x",
            SentAt = DateTimeOffset.UnixEpoch,
            StartedAt = DateTimeOffset.UnixEpoch,
        };
        await producer.Get<IWorkerDirectory>().Report(new WorkerPresence(heartbeat, DateTimeOffset.UnixEpoch), CancellationToken.None);

        (await Post(producer, $"host-1-ab:x/{action}", """{"by":"ann"}""")).ShouldBe(HttpStatusCode.Accepted);

        producer.Published<ControlWorker>().ShouldBe([new ControlWorker { Worker = "host-1-ab:x", Action = action, By = "ann" }]);
    }

    [Fact]
    public async Task A_worker_that_was_never_heard_of_is_not_found_and_nobody_is_told()
    {
        await using var producer = await ProducerHost.Start();

        (await Post(producer, "nobody/quiet")).ShouldBe(HttpStatusCode.NotFound);
        (await Post(producer, "nobody/explode")).ShouldBe(HttpStatusCode.NotFound);
        (await Post(producer, "nobody/quiet", """{"by":7}""")).ShouldBe(HttpStatusCode.UnprocessableEntity);

        producer.Published<ControlWorker>().ShouldBeEmpty();
    }

    private static async Task<HttpStatusCode> Post(ProducerHost producer, string path, string body = "")
    {
        using var response = await producer.Client.PostAsync($"/api/v1/workers/{path}", body.Length == 0 ? null : ProducerHost.Json(body));
        return response.StatusCode;
    }
}
