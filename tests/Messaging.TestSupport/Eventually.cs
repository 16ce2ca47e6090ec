namespace Messaging.TestSupport;

/// <summary>Waits for a condition instead of for a time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Polls until the condition holds; fails after the limit with what was last seen.</summary>
    public static async Task<T> Get<T>(Func<Task<T>> read, Func<T, bool> accept, TimeSpan? limit = null)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var longest = limit ?? TimeSpan.FromSeconds(60);
        using var timer = new PeriodicTimer(Interval);
        while (true)
        {
            var value = await read();
            if (accept(value))
            {
                return value;
            }

            if (clock.GetElapsedTime(start) > longest)
            {
                throw new TimeoutException($"Not within {longest}. Last seen: {value}");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    public static Task Is(Func<Task<bool>> condition, TimeSpan? limit = null) => Get(condition, holds => holds, limit);

    public static Task Is(Func<bool> condition, TimeSpan? limit = null) => Get(() => Task.FromResult(condition()), holds => holds, limit);
}
