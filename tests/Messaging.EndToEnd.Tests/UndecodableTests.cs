using System.Text;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(RunningServersCollection.Name)]
public sealed class UndecodableTests(RunningSystem running)
{
    [Theory]
    [InlineData("application/vnd.masstransit+json", "{ this is no JSON MARK")]
    [InlineData("application/vnd.masstransit+json", """{"messageType": ["urn:message:Messaging.Contracts:RunTask"], "message": {"taskId": 7, "name": "MARK"}}""")]
    [InlineData("application/vnd.masstransit+json", """{"messageType": ["urn:message:Messaging.Contracts:RunTask"], "message": {"name": "MARK"}}""")]
    [InlineData("application/vnd.messaging.run-task+json", "{ this is no JSON MARK")]
    [InlineData("application/vnd.messaging.run-task+json", """{"taskId": 7, "name": "MARK", "arguments": null}""")]
    [InlineData("application/vnd.messaging.run-task+json", """{"name": "MARK", "arguments": null}""")]
    [InlineData("application/octet-stream", "\u0001\u0002 MARK")]
    public async Task What_cannot_be_read_is_put_aside_as_it_came_and_the_worker_goes_on(string contentType, string text)
    {
        await using var broker = await Broker.Connect();
        var garbage = Encoding.UTF8.GetBytes(text.Replace("MARK", Guid.NewGuid().ToString(), StringComparison.Ordinal));

        await broker.Publish("tasks.default", contentType, garbage);

        await Eventually.Is(() => broker.Take("tasks.default_error", garbage));
        (
            await running.System.WaitForEnd(
                await running.System.Submit(new { name = "math.add", args = new { a = 1, b = 2 } }))).State.ShouldBe("Succeeded");
    }
}
