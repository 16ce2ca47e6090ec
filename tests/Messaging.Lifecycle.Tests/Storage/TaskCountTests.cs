using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Storage;

public sealed class TaskCountTests
{
    [Theory]
    [InlineData("default", "math.add")]
    [InlineData("", "")]
    [InlineData("a:b", "c:d:e")]
    [InlineData("%3A", "%25")]
    [InlineData("100%:", ":")]
    public void What_a_list_holds_is_read_from_its_key(string queue, string name) =>
        TaskCount.Of(TaskList.OfState(TaskState.Retrying, queue, name).Key, 7).ShouldBe(new TaskCount(queue, name, TaskState.Retrying, 7));

    [Theory]
    [InlineData("tag:blue")]
    [InlineData("state:Q:default")]
    [InlineData("state:QQ:default:math.add")]
    [InlineData("state:z:default:math.add")]
    [InlineData("")]
    public void A_list_that_is_not_counted_has_no_count(string key) => Should.Throw<FormatException>(() => TaskCount.Of(key, 1));

    [Fact]
    public void Lists_with_tags_are_not_counted()
    {
        TaskList.OfState(TaskState.Queued, null, null).IsCounted.ShouldBeTrue();
        TaskList.OfTag("state:").IsCounted.ShouldBeFalse();
    }
}
