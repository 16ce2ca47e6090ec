using System.Diagnostics;

namespace Messaging.Upgrade;

/// <summary>Waits for conditions.</summary>
internal static class Wait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <exception cref="TimeoutException">It did not come true in time.</exception>
    public static async Task Until(Func<Task<bool>> condition, TimeSpan limit, string otherwise)
    {
        for (var watch = Stopwatch.StartNew(); !await condition();)
        {
            if (watch.Elapsed > limit)
            {
                throw new TimeoutException($"{otherwise}.");
            }

            await Task.Delay(Interval, TimeProvider.System);
        }
    }
}
