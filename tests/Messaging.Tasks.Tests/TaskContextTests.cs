namespace Messaging.Tasks.Tests;

public sealed class TaskContextTests
{
    private readonly List<TaskProgress> _reports = [];

    [Fact]
    public void The_fence_grows_with_every_attempt() =>
        Context(attempt: 2).Fence.ShouldBeGreaterThan(Context(attempt: 1).Fence);

    [Fact]
    public void A_report_travels_as_it_is()
    {
        Context().Report(40, "Four of ten");

        _reports.ShouldBe([new TaskProgress(40, "Four of ten")]);
    }

    [Fact]
    public void A_long_message_is_cut()
    {
        Context().Report(null, new string('x', TaskProgress.MessageLimit + 1));

        _reports.ShouldHaveSingleItem().Message!.Length.ShouldBe(TaskProgress.MessageLimit);
    }

    [Fact]
    public void A_message_at_the_limit_is_not_cut()
    {
        Context().Report(null, new string('x', TaskProgress.MessageLimit));

        _reports.ShouldHaveSingleItem().Message!.Length.ShouldBe(TaskProgress.MessageLimit);
    }

    [Theory]
    [InlineData(0d)]
    [InlineData(100d)]
    [InlineData(null)]
    public void Nothing_everything_and_not_known_are_percentages(double? percent)
    {
        Context().Report(percent);

        _reports.ShouldBe([new TaskProgress(percent, null)]);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(100.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_not_a_percentage_is_refused(double percent) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Context().Report(percent));

    [Fact]
    public void Reporting_to_nobody_is_fine() =>
        new TaskContext(Guid.Empty, "math.add", 1, 1, CancellationToken.None).Report(50);

    private TaskContext Context(int attempt = 1) =>
        new(Guid.Empty, "math.add", attempt, 10, CancellationToken.None, new Recorder(_reports));

    private sealed class Recorder(List<TaskProgress> reports) : IProgress<TaskProgress>
    {
        public void Report(TaskProgress value) => reports.Add(value);
    }
}
