using Messaging.Contracts;
using Messaging.Worker.Slots;

namespace Messaging.Worker.Execution;

/// <summary>A command that this worker has: from its delivery until its attempt has ended and the broker knows.</summary>
internal sealed class CommandExecution
{
    private readonly TaskCompletionSource _claimed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _ended;

    /// <param name="command">The attempt to run.</param>
    /// <param name="redeliveries">How often the broker had delivered the command before.</param>
    /// <param name="received">When it was delivered, by the counter of the clock.</param>
    /// <param name="run">Takes it through its attempt; called once.</param>
    public CommandExecution(RunTask command, int redeliveries, long received, Func<CommandExecution, Task> run)
    {
        Command = command;
        Redeliveries = redeliveries;
        Received = received;
        _ended = new Lazy<Task>(() => run(this));
    }

    public RunTask Command { get; }

    public int Redeliveries { get; }

    /// <summary>When it was delivered, by the counter of the clock.</summary>
    public long Received { get; }

    /// <summary>When the command was sent, if that is known.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The trial that its attempt runs in; <see langword="null"/> when it is not suspected of anything.</summary>
    public CrashTrial? Trial { get; set; }

    /// <summary>Whether the command may have been acknowledged already.</summary>
    public bool IsClaimed => _claimed.Task.IsCompleted;

    /// <summary>Completes when the broker has the events that tell how the attempt ended. The first look begins it.</summary>
    public Task Ended => _ended.Value;

    /// <summary>The broker knows that this worker has the attempt: the command may be acknowledged while the attempt goes on.</summary>
    public void Claim() => _claimed.TrySetResult();

    /// <summary>Completes when the command may be acknowledged.</summary>
    public async Task MayAcknowledge() => await await Task.WhenAny(Ended, _claimed.Task);
}
