using Messaging.Contracts;
using Messaging.Worker.Slots;

namespace Messaging.Worker.Execution;

/// <summary>
/// A command that this worker has: from its delivery until its attempt has ended and the broker knows. The stages of the pipeline share it.
/// </summary>
internal sealed class CommandExecution
{
    private readonly TaskCompletionSource _claimed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _ended;

    /// <param name="command">The attempt to run.</param>
    /// <param name="slots">The slots of its queue.</param>
    /// <param name="redeliveries">How often the broker had delivered the command before.</param>
    /// <param name="received">When it was delivered, by the counter of the clock.</param>
    /// <param name="run">Takes it through its attempt; called once.</param>
    public CommandExecution(RunTask command, TaskSlots slots, int redeliveries, long received, Func<CommandExecution, Task> run)
    {
        Command = command;
        Slots = slots;
        Redeliveries = redeliveries;
        Received = received;
        _ended = new Lazy<Task>(() => run(this));
    }

    public RunTask Command { get; }

    public TaskSlots Slots { get; }

    public int Redeliveries { get; }

    /// <summary>When it was delivered, by the counter of the clock.</summary>
    public long Received { get; }

    /// <summary>When the command was sent, if that is known.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>What its earlier deliveries say of it.</summary>
    public CrashVerdict Verdict { get; set; } = CrashVerdict.Innocent.Known;

    /// <summary>The slot that it holds; <see langword="null"/> before it has one, and when it needs none.</summary>
    public HeldSlot? Slot { get; set; }

    /// <summary>The event of its start; <see langword="null"/> while the handler has not begun.</summary>
    public TaskStarted? Start { get; set; }

    /// <summary>Completes when the broker has that event; <see langword="null"/> while it has not been published.</summary>
    public Task? StartPublished { get; set; }

    /// <summary>Whether the command may have been acknowledged already.</summary>
    public bool IsClaimed => _claimed.Task.IsCompleted;

    /// <summary>Completes when the broker has the events that tell how the attempt ended. The first look begins it.</summary>
    public Task Ended => _ended.Value;

    /// <summary>The broker knows that this worker has the attempt: the command may be acknowledged while the attempt goes on.</summary>
    public void Claim() => _claimed.TrySetResult();

    /// <summary>Completes when the command may be acknowledged.</summary>
    public async Task MayAcknowledge() => await await Task.WhenAny(Ended, _claimed.Task);
}
