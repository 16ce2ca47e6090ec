namespace Messaging.Bench.Reports;

/// <summary>What a measurement found.</summary>
/// <param name="System">What was measured: ours, or a peer.</param>
/// <param name="Measurement">Which measurement.</param>
/// <param name="Figures">What it found.</param>
internal sealed record Report(string System, string Measurement, IReadOnlyList<Figure> Figures)
{
    /// <summary>The name of ours among the systems.</summary>
    public const string Ours = "messaging";

    /// <summary>The same figures under several conditions, one report for each.</summary>
    public IReadOnlyList<Report> Parts { get; init; } = [];

    public double this[string name] => Figures.Single(figure => figure.Name == name).Value;
}
