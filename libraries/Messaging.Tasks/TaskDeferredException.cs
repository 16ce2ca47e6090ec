namespace Messaging.Tasks;

/// <summary>
/// The handler puts its task off: the attempt ends without being counted, and another follows at the given time. Thrown by <see
/// cref="TaskContext.Defer"/>.
/// </summary>
public sealed class TaskDeferredException : Exception
{
    /// <summary>Furthest ahead that a task is put off: 30 days. A later time is taken as that.</summary>
    public static readonly TimeSpan Furthest = TimeSpan.FromDays(30);

    /// <summary>
    /// Soonest that a task comes back which was put off: a second, so that one whose time has always passed is not run in a hot loop.
    /// </summary>
    public static readonly TimeSpan Soonest = TimeSpan.FromSeconds(1);

    /// <summary>Longest reason, in characters. A longer one is cut.</summary>
    public const int ReasonLimit = 1024;

    private const string DefaultReason = "The handler put the task off.";

    /// <summary>For a second.</summary>
    public TaskDeferredException()
        : base(DefaultReason)
    {
    }

    /// <summary>For a second, with a reason for people.</summary>
    public TaskDeferredException(string message)
        : base(message)
    {
    }

    /// <summary>For a second, with a reason for people and the cause.</summary>
    public TaskDeferredException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Until a time. One that has passed means in a second.</summary>
    public TaskDeferredException(DateTimeOffset until, string reason)
        : base(reason.Length > ReasonLimit ? reason[..ReasonLimit] : reason) => Until = until;

    /// <summary>When the task is due again. Default: the beginning of time, which means in a second.</summary>
    public DateTimeOffset Until { get; }
}
