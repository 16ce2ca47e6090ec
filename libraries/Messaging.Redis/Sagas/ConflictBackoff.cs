using System.Security.Cryptography;

namespace Messaging.Redis.Sagas;

/// <summary>How long to wait before an attempt whose save was refused is repeated.</summary>
internal static class ConflictBackoff
{
    public const int Retries = 16;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The first retry runs at once, because the refusal brought the newest row with it. A second refusal means a crowd,
    /// and the only cure is to spread it: a delay drawn between zero and a limit that doubles with every retry. Its unit
    /// is the time an attempt takes, because that is how long an attempt can be overtaken: a busy process must wait longer.
    /// </summary>
    /// <param name="retry">1 for the first retry.</param>
    /// <param name="attempt">How long the refused attempt took.</param>
    public static TimeSpan BeforeRetry(int retry, TimeSpan attempt)
    {
        if (retry == 1)
        {
            return TimeSpan.Zero;
        }

        var unit = Math.Clamp(attempt.Ticks, Shortest.Ticks, Longest.Ticks);
        var limit = Math.Min(Longest.Ticks, unit << (retry - 1));
        return TimeSpan.FromTicks(RandomNumberGenerator.GetInt32((int)limit));
    }
}
