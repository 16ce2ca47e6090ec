using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Tests.Sagas;

public sealed class TaskPositionTests
{
    [Theory]
    [InlineData(1, TaskRank.Queued, 1, TaskRank.Running)]
    [InlineData(1, TaskRank.Succeeded, 2, TaskRank.Scheduled)]
    public void A_later_attempt_lies_ahead_and_within_one_the_higher_rank(int attempt, TaskRank rank, int laterAttempt, TaskRank laterRank)
    {
        var earlier = new TaskPosition(attempt, rank);
        var later = new TaskPosition(laterAttempt, laterRank);

        (earlier < later, earlier <= later, earlier > later, earlier >= later).ShouldBe((true, true, false, false));
        (later < earlier, later <= earlier, later > earlier, later >= earlier).ShouldBe((false, false, true, true));
    }

    [Fact]
    public void A_position_lies_neither_before_nor_after_itself()
    {
        var one = new TaskPosition(2, TaskRank.Running);
        var same = new TaskPosition(2, TaskRank.Running);

        (one < same, one <= same, one > same, one >= same).ShouldBe((false, true, false, true));
    }
}
