namespace Messaging.Lifecycle.Sagas;

/// <summary>Rows keep milliseconds in UTC; comparing what was kept with what arrives needs the same precision.</summary>
internal static class TaskTimes
{
    public static DateTimeOffset ToMilliseconds(this DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    public static DateTimeOffset? ToMilliseconds(this DateTimeOffset? time) => time?.ToMilliseconds();
}
