using Messaging.Hosting.Routing;

namespace Messaging.Hosting.Tests.Routing;

public sealed class QueueNamesTests
{
    [Theory]
    [InlineData("default", true)]
    [InlineData("a", true)]
    [InlineData("0", true)]
    [InlineData("e-mail_v1.2", true)]
    [InlineData("poisonous", true)]
    [InlineData("poison", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("Default", false)]
    [InlineData("-a", false)]
    [InlineData(".a", false)]
    [InlineData("_a", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a#", false)]
    [InlineData("\u00e4", false)]
    [InlineData("a\n", false)]
    public void Users_may_name_queues_in_plain_lower_case_only(string? name, bool isValid) =>
        QueueNames.IsValidTaskQueue(name).ShouldBe(isValid);

    [Theory]
    [InlineData("tasks.default_error", "tasks.default")]
    [InlineData("task-events_error", "task-events")]
    [InlineData("worker-heartbeats_error", "worker-heartbeats")]
    [InlineData("tasks.poison_error", "tasks.poison")]
    [InlineData("tasks.default", null)]
    [InlineData("somebody-elses_error", null)]
    [InlineData("tasks.A_error", null)]
    public void Only_our_own_queues_have_one_where_what_cannot_be_read_is_put_aside(string name, string? queue) =>
        QueueNames.ConsumedOf(name).ShouldBe(queue);

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        QueueNames.IsValidTaskQueue(new string('a', 64)).ShouldBeTrue();
        QueueNames.IsValidTaskQueue(new string('a', 65)).ShouldBeFalse();
    }

    [Fact]
    public void Task_queues_are_told_from_all_others()
    {
        QueueNames.IsTaskQueue(QueueNames.Task("default")).ShouldBeTrue();
        QueueNames.IsTaskQueue(QueueNames.Events).ShouldBeFalse();
        QueueNames.IsTaskQueue(QueueNames.Poison).ShouldBeFalse();
    }
}
