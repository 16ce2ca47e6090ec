namespace Messaging.Bench.Timing;

/// <summary>Times that were measured, every one of them kept: nearest-rank percentiles, no interpolation and no buckets.</summary>
internal sealed class Percentiles
{
    private readonly double[] _sorted;

    /// <param name="milliseconds">The times, in any order; at least one.</param>
    public Percentiles(IEnumerable<double> milliseconds)
    {
        _sorted = [.. milliseconds.Order()];
        ArgumentOutOfRangeException.ThrowIfZero(_sorted.Length, nameof(milliseconds));
    }

    public int Count => _sorted.Length;

    public double Max => _sorted[^1];

    /// <summary>The smallest time that at least this share of all times do not exceed.</summary>
    /// <param name="percent">Above 0, up to 100.</param>
    public double At(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        return _sorted[(int)Math.Ceiling(percent * _sorted.Length / 100) - 1];
    }
}
