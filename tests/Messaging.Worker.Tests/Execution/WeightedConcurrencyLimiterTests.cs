using Messaging.Worker.Slots;

namespace Messaging.Worker.Tests.Execution;

public sealed class WeightedConcurrencyLimiterTests
{
    [Fact]
    public void Without_a_total_each_queue_has_its_own_slots()
    {
        var shares = new WeightedConcurrencyLimiter(null);
        TaskSlots one = shares.Add("one", 1, 2), other = shares.Add("other", 1, 1);

        (Takes(one), Takes(one), Takes(one)).ShouldBe((true, true, false));
        (Takes(other), Takes(other)).ShouldBe((true, false));
        (one.Running, other.Running).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Who_waits_gets_the_slot_that_is_returned_first_come_first_served()
    {
        var slots = TaskSlots.Alone(1);
        await slots.WaitAsync();
        Task first = slots.WaitAsync(), second = slots.WaitAsync();

        slots.Release();

        await first;
        second.IsCompleted.ShouldBeFalse();
        slots.Release();
        await second;
        slots.Running.ShouldBe(1);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_slot()
    {
        var slots = TaskSlots.Alone(1);
        using var patience = new CancellationTokenSource();
        await slots.WaitAsync();
        var gaveUp = slots.WaitAsync(patience.Token);
        var waits = slots.WaitAsync();

        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => gaveUp);
        slots.Release();

        await waits;
        slots.Running.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Starts_come_out_as_the_weights_when_all_queues_always_have_work(int total)
    {
        var shares = new WeightedConcurrencyLimiter(total);
        TaskSlots[] queues = [shares.Add("low", 1, total), shares.Add("middle", 3, total), shares.Add("high", 6, total)];

        var starts = Simulate(queues, total, rounds: 10_000);

        starts[0].ShouldBeInRange(900, 1100);
        starts[1].ShouldBeInRange(2800, 3200);
        starts[2].ShouldBeInRange(5700, 6300);
    }

    [Fact]
    public void A_busy_queue_of_low_weight_is_not_starved_and_starves_no_other()
    {
        var shares = new WeightedConcurrencyLimiter(4);
        TaskSlots low = shares.Add("low", 1, 4), high = shares.Add("high", 100, 4);

        var starts = Simulate([low, high], 4, rounds: 1000);

        starts[0].ShouldBeGreaterThan(5);
        starts[1].ShouldBeGreaterThan(700);
    }

    [Fact]
    public void A_queue_whose_tasks_never_end_leaves_the_others_their_share()
    {
        var shares = new WeightedConcurrencyLimiter(8);
        TaskSlots endless = shares.Add("endless", 1, 8), brief = shares.Add("brief", 3, 8);
        var waiting = Enumerable.Range(0, 100).Select(_ => (Endless: endless.WaitAsync(), Brief: brief.WaitAsync())).ToArray();

        for (var round = 0; round < 50; round++)
        {
            // Only the brief ones end.
            brief.Release();
        }

        waiting.Length.ShouldBe(100);
        (endless.Running, brief.Running).ShouldBe((4, 4), "the first eight came in turn");
        endless.Release();
        endless.Release();
        (endless.Running, brief.Running).ShouldBe((2, 6), "what is returned goes to who has less than its share");
    }

    [Fact]
    public void What_a_queue_does_not_need_the_others_may_use()
    {
        var shares = new WeightedConcurrencyLimiter(4);
        TaskSlots idle = shares.Add("idle", 100, 4), busy = shares.Add("busy", 1, 4);

        Enumerable.Range(0, 5).Select(_ => Takes(busy)).ShouldBe([true, true, true, true, false]);
        var late = idle.WaitAsync();
        busy.Release();

        late.IsCompleted.ShouldBeTrue("the next slot is for who has nothing yet");
    }

    [Fact]
    public async Task A_queue_that_was_idle_has_no_turns_to_catch_up_on()
    {
        var shares = new WeightedConcurrencyLimiter(1);
        TaskSlots idle = shares.Add("idle", 1, 1), busy = shares.Add("busy", 1, 1);
        for (var i = 0; i < 100; i++)
        {
            await busy.WaitAsync();
            busy.Release();
        }

        var starts = Simulate([idle, busy], 1, rounds: 20);

        starts[0].ShouldBeInRange(9, 11);
    }

    [Fact]
    public void A_queue_has_no_more_than_its_own_slots_whatever_the_total()
    {
        var shares = new WeightedConcurrencyLimiter(10);
        var narrow = shares.Add("narrow", 100, 2);

        Enumerable.Range(0, 3).Select(_ => Takes(narrow)).ShouldBe([true, true, false]);
    }

    [Fact]
    public void A_withheld_queue_begins_nothing_and_goes_on_where_it_was()
    {
        var shares = new WeightedConcurrencyLimiter(null);
        TaskSlots paused = shares.Add("paused", 1, 2), other = shares.Add("other", 1, 1);
        Takes(paused).ShouldBeTrue();

        shares.Withhold(name => name == "paused");
        var waits = paused.WaitAsync();
        paused.Release();

        waits.IsCompleted.ShouldBeFalse();
        Takes(other).ShouldBeTrue();
        shares.Withhold(_ => false);
        waits.IsCompleted.ShouldBeTrue();
        paused.Running.ShouldBe(1);
    }

    [Fact]
    public async Task What_waits_for_a_withheld_queue_can_be_turned_away_and_nothing_else()
    {
        var shares = new WeightedConcurrencyLimiter(1);
        TaskSlots withheld = shares.Add("withheld", 1, 1), other = shares.Add("other", 1, 1);
        Takes(other).ShouldBeTrue();
        using var patience = new CancellationTokenSource();
        Task[] turnedAway = [withheld.WaitAsync(), withheld.WaitAsync(patience.Token)];
        var stays = other.WaitAsync();

        shares.Withhold(name => name == "withheld");
        shares.TurnAway();

        foreach (var waiting in turnedAway)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        }

        other.Release();
        await stays;
    }

    /// <summary>All queues have work all the time; in each round a task ends, each of those that run in its turn.</summary>
    /// <returns>How many tasks of each queue were started.</returns>
    private static int[] Simulate(TaskSlots[] queues, int total, int rounds)
    {
        var waiting = queues.Select(queue => new Queue<Task>(Enumerable.Range(0, total + 1).Select(_ => queue.WaitAsync()))).ToArray();
        var starts = new int[queues.Length];
        var running = new Queue<int>();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < queues.Length; i++)
            {
                while (waiting[i].Peek().IsCompleted)
                {
                    _ = waiting[i].Dequeue();
                    waiting[i].Enqueue(queues[i].WaitAsync());
                    starts[i]++;
                    running.Enqueue(i);
                }
            }

            running.Count.ShouldBeLessThanOrEqualTo(total);
            queues[running.Dequeue()].Release();
        }

        return starts;
    }

    private static bool Takes(TaskSlots slots) => slots.WaitAsync().IsCompleted;
}
