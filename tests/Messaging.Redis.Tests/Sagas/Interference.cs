namespace Messaging.Redis.Tests.Sagas;

/// <summary>Lets a test act between an attempt's load and its save, where other writers would.</summary>
public sealed class Interference
{
    private int _attempts;

    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Gets the number of the attempt, counted from 1 over all messages.</summary>
    public Func<int, Task> BeforeSave { get; set; } = _ => Task.CompletedTask;

    public Task Pass() => BeforeSave(Interlocked.Increment(ref _attempts));
}
