using Messaging.Worker.Consumers;

namespace Messaging.Worker.Tests.Consumers;

public sealed class QueueProgressTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly QueueProgress _progress = new("tasks.default");
    private int _looks;

    [Fact]
    public void A_queue_of_which_nothing_is_taken_is_restarted_after_30_seconds_and_told_of_after_30_more()
    {
        Looks(7, ready: 3).ShouldBe([false, false, false, true, false, false, false]);

        _progress.Stuck.ShouldBe(new StuckQueue("tasks.default", 3, IsConnected: true, Start));
        _progress.Stuck!.Describe()
            .ShouldBe(
                "Nothing has been taken from queue tasks.default since 2026-01-02T03:04:05Z, although its endpoint was started "
                    + "anew; 3 messages wait there");
    }

    [Fact]
    public void A_restart_that_does_not_help_is_repeated_every_minute() =>
        Looks(16, ready: 3).Index().Where(look => look.Item).Select(look => look.Index * 10).ShouldBe([30, 90, 150]);

    [Fact]
    public void It_is_over_as_soon_as_something_is_taken()
    {
        Looks(7, ready: 3);

        Look(ready: 2, taken: 1).ShouldBeFalse();

        _progress.Stuck.ShouldBeNull();
        Looks(3, ready: 2, taken: 1).ShouldAllBe(restart => !restart);
    }

    [Fact]
    public void It_is_over_as_soon_as_nothing_waits()
    {
        Looks(7, ready: 3);

        Look(ready: 0).ShouldBeFalse();

        _progress.Stuck.ShouldBeNull();
    }

    [Fact]
    public void A_queue_that_is_taken_from_however_slowly_is_left_alone() =>
        Enumerable.Range(1, 30).Select(look => Look(ready: 1000, taken: look)).ShouldAllBe(restart => !restart);

    [Fact]
    public void A_worker_that_could_not_take_more_is_left_alone() => Looks(30, ready: 3, couldTake: false).ShouldAllBe(restart => !restart);

    [Fact]
    public void Time_in_which_it_could_not_take_more_does_not_count()
    {
        Looks(3, ready: 3);
        Look(ready: 3, couldTake: false);

        Looks(3, ready: 3).ShouldAllBe(restart => !restart);
        Look(ready: 3).ShouldBeTrue();
    }

    [Fact]
    public void An_empty_queue_is_left_alone() => Looks(30, ready: 0).ShouldAllBe(restart => !restart);

    [Fact]
    public void An_endpoint_that_does_not_connect_is_restarted_and_told_of_although_nothing_waits()
    {
        Looks(7, ready: 0, isConnected: false, couldTake: false).ShouldBe([false, false, false, true, false, false, false]);

        _progress.Stuck.ShouldNotBeNull()
            .Describe()
            .ShouldStartWith("There is no connection to queue tasks.default since 2026-01-02T03:04:05Z");
    }

    [Fact]
    public void A_new_endpoint_counts_from_zero()
    {
        Look(ready: 3, taken: 5);
        Looks(4, ready: 3, taken: 5).ShouldBe([false, false, false, true]);

        // The new one has taken as many as the old one had.
        Look(ready: 3, taken: 5).ShouldBeFalse();

        Looks(3, ready: 3, taken: 5).ShouldBe([false, false, false]);
        Look(ready: 3, taken: 5).ShouldBeTrue();
    }

    private List<bool> Looks(int count, long ready, long taken = 0, bool couldTake = true, bool isConnected = true) =>
        [.. Enumerable.Range(0, count).Select(_ => Look(ready, taken, couldTake, isConnected))];

    /// <summary>A look every 10 seconds.</summary>
    private bool Look(long ready, long taken = 0, bool couldTake = true, bool isConnected = true) =>
        _progress.Look(new QueueSample(Start.AddSeconds(10 * _looks++), ready, taken, couldTake, isConnected));
}
