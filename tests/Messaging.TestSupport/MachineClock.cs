using Microsoft.Extensions.Time.Testing;

namespace Messaging.TestSupport;

/// <summary>The clock of a machine that somebody may set, beside a counter that nobody can.</summary>
public sealed class MachineClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
{
    /// <summary>How far it is ahead of what time it really is.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>What time it really is.</summary>
    public DateTimeOffset Truth => base.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

    public override long GetTimestamp() => Truth.Ticks;
}
