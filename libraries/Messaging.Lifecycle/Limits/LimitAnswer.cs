namespace Messaging.Lifecycle.Limits;

/// <summary>What a limit says to an attempt.</summary>
public abstract record LimitAnswer
{
    private LimitAnswer()
    {
    }

    /// <summary>It may begin.</summary>
    public sealed record Granted : LimitAnswer;

    /// <summary>All places are taken. Nobody knows for how long.</summary>
    public sealed record Full : LimitAnswer;

    /// <summary>
    /// Enough have begun. Those who are told so at the same time get times one after the other, so that not all come back at once.
    /// </summary>
    /// <param name="Wait">When to come back: up to 5 minutes from now, unless the rate's own period is longer.</param>
    public sealed record TooFast(TimeSpan Wait) : LimitAnswer;
}
