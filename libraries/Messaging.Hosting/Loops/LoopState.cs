namespace Messaging.Hosting.Loops;

/// <summary>How a background loop is doing: whether rounds are completed, fail, or hang.</summary>
/// <param name="name">Its name, as shown in health and metrics.</param>
/// <param name="stallsAfter">How long a healthy loop may go without a completed round.</param>
/// <param name="clock">The clock.</param>
public sealed class LoopState(string name, TimeSpan stallsAfter, TimeProvider clock)
{
    /// <summary>
    /// A round that takes longer is not expected to end: everything a round waits for has a time limit of its own, far below.
    /// </summary>
    public static readonly TimeSpan HangsAfter = TimeSpan.FromMinutes(5);

    private const long None = long.MinValue;

    private long _lastCompleted = clock.GetTimestamp();
    private long _begun = None;
    private volatile string? _error;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Time since the last round that did not fail.</summary>
    public TimeSpan Age => clock.GetElapsedTime(Volatile.Read(ref _lastCompleted));

    /// <summary>When that round ended.</summary>
    public DateTimeOffset LastCompletedAt => clock.GetUtcNow() - Age;

    /// <summary>Whether that is longer ago than a healthy loop takes.</summary>
    public bool IsStalled => Age > stallsAfter;

    /// <summary>How long the round under way has taken so far; zero between rounds.</summary>
    public TimeSpan ExecutionAge => Volatile.Read(ref _begun) is var begun && begun != None ? clock.GetElapsedTime(begun) : TimeSpan.Zero;

    /// <summary>
    /// Whether the round under way has neither ended nor failed for <see cref="HangsAfter"/>. A failing loop does not hang.
    /// </summary>
    public bool IsHanging => ExecutionAge >= HangsAfter;

    /// <summary>
    /// The kind of error that the last round ended with, such as <c>TimeoutException</c>; <see langword="null"/> when it did not fail.
    /// </summary>
    public string? Error => _error;

    internal void BeginExecution() => Volatile.Write(ref _begun, clock.GetTimestamp());

    internal void CompleteExecution()
    {
        _error = null;
        Volatile.Write(ref _lastCompleted, clock.GetTimestamp());
        Volatile.Write(ref _begun, None);
    }

    internal void FailExecution(Exception exception)
    {
        _error = exception.GetType().Name;
        Volatile.Write(ref _begun, None);
    }
}
