using Messaging.Hosting.Routing;

namespace Messaging.Hosting.Tests.Routing;

public sealed class QueueArgumentsTests
{
    [Fact]
    public void A_command_that_kills_its_workers_goes_to_the_poison_queue_and_is_not_lost_on_the_way()
    {
        var arguments = QueueArguments.Of(QueueNames.Task("default"));

        arguments["x-queue-type"].ShouldBe("quorum");
        arguments["x-delivery-limit"].ShouldBe(QueueArguments.TaskDeliveryLimit);
        arguments["x-dead-letter-exchange"].ShouldBe(QueueNames.Poison);
        // The broker ignores at-least-once unless a full queue refuses what is published to it.
        arguments["x-dead-letter-strategy"].ShouldBe("at-least-once");
        arguments["x-overflow"].ShouldBe("reject-publish");
    }

    [Theory]
    [InlineData(QueueNames.Events)]
    [InlineData(QueueNames.Poison)]
    [InlineData(QueueNames.Submissions)]
    public void What_is_not_a_command_is_never_dropped(string name)
    {
        var arguments = QueueArguments.Of(name);

        arguments["x-queue-type"].ShouldBe("quorum");
        arguments["x-delivery-limit"].ShouldBeOfType<int>().ShouldBeGreaterThanOrEqualTo(1_000_000);
        arguments.Keys.ShouldNotContain(
            key => key.StartsWith("x-dead-letter", StringComparison.Ordinal) || key.Contains("max-length", StringComparison.Ordinal));
    }
}
