using Messaging.Lifecycle.Pauses;

namespace Messaging.TestSupport.Pauses;

/// <summary>The law of <see cref="IPauses"/>. An adapter's tests derive from this class.</summary>
public abstract class PausesContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Pauses that no others of the run can see, with nothing paused.</summary>
    protected abstract Task<IPauses> CreatePauses();

    [Fact]
    public async Task All_that_was_said_of_a_pause_is_remembered()
    {
        var pauses = await CreatePauses();
        var pause = new Pause(PauseKind.Queue, "slow", Noon, "ann", "the bank is away: ä");

        (await pauses.Put(pause, CancellationToken.None)).ShouldBeTrue();

        (await pauses.List(CancellationToken.None)).ShouldBe([pause]);
    }

    [Fact]
    public async Task A_queue_and_a_type_of_one_name_are_paused_each_by_itself()
    {
        var pauses = await CreatePauses();
        await pauses.Put(new Pause(PauseKind.Type, "mail", Noon), CancellationToken.None);
        await pauses.Put(new Pause(PauseKind.Queue, "mail", Noon), CancellationToken.None);

        (await pauses.Remove(PauseKind.Queue, "mail", CancellationToken.None)).ShouldBeTrue();

        (await pauses.List(CancellationToken.None)).ShouldBe([new Pause(PauseKind.Type, "mail", Noon)]);
        (await pauses.Remove(PauseKind.Queue, "mail", CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_repeated_pause_replaces_what_was_said()
    {
        var pauses = await CreatePauses();
        await pauses.Put(new Pause(PauseKind.Queue, "slow", Noon, "ann", "why"), CancellationToken.None);

        await pauses.Put(new Pause(PauseKind.Queue, "slow", Noon.AddHours(1), "bob"), CancellationToken.None);

        (await pauses.List(CancellationToken.None)).ShouldBe([new Pause(PauseKind.Queue, "slow", Noon.AddHours(1), "bob")]);
    }

    [Fact]
    public async Task Pauses_are_listed_queues_first_and_by_name()
    {
        var pauses = await CreatePauses();
        foreach (
            var (kind, name) in new[] { (PauseKind.Type, "a.b"), (PauseKind.Queue, "z"), (PauseKind.Type, "B"), (PauseKind.Queue, "m") })
        {
            await pauses.Put(new Pause(kind, name, Noon), CancellationToken.None);
        }

        (await pauses.List(CancellationToken.None)).Select(pause => pause.Name).ShouldBe(["m", "z", "B", "a.b"]);
    }

    [Fact]
    public async Task There_is_an_end_to_how_much_can_be_paused_and_what_is_paused_can_be_paused_again()
    {
        var pauses = await CreatePauses();
        for (var i = 0; i < IPauses.Capacity; i++)
        {
            (await pauses.Put(new Pause(PauseKind.Queue, $"q{i}", Noon), CancellationToken.None)).ShouldBeTrue();
        }

        (await pauses.Put(new Pause(PauseKind.Queue, "one-more", Noon), CancellationToken.None)).ShouldBeFalse();
        (await pauses.Put(new Pause(PauseKind.Queue, "q7", Noon, "ann"), CancellationToken.None)).ShouldBeTrue();
        (await pauses.List(CancellationToken.None)).Count.ShouldBe(IPauses.Capacity);
    }
}
