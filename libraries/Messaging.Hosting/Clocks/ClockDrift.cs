using System.Globalization;

namespace Messaging.Hosting.Clocks;

/// <summary>How far a machine's clock is ahead of the store's.</summary>
public static class ClockDrift
{
    /// <summary>What is beyond this is worth a warning: synchronized clocks differ by milliseconds.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(1);

    /// <summary>Whether somebody should be told.</summary>
    public static bool IsOff(TimeSpan drift) => drift.Duration() > Tolerated;

    /// <summary>In words, for instance "3600.0 s ahead of the store's".</summary>
    public static string Describe(TimeSpan drift) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{drift.Duration().TotalSeconds:0.0} s {(drift < TimeSpan.Zero ? "behind" : "ahead of")} the store's");
}
