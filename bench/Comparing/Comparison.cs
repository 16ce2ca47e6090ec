using Messaging.Bench.Reports;

namespace Messaging.Bench.Comparing;

/// <summary>Ours beside the peers, in medians.</summary>
internal sealed class Comparison(RoundResults results)
{
    /// <summary>What is measured on which system; a raw hop has messages where the others have tasks.</summary>
    public static IReadOnlyList<ComparedFigure> Compared { get; } =
    [
        new("tasksPerSecond", "tasks per second, end to end", 0),
        new("submissionsPerSecond", "submissions per second", 0),
        new("p50Ms", "submit to visible result, p50, ms", 1),
        new("p95Ms", "p95, ms", 1),
        new("p99Ms", "p99, ms", 1),
        new("statusReadsPerSecond", "status reads per second", 0),
        new("readP99Ms", "status read, p99, ms", 2),
        new("bytesPerTask", "bytes of Redis per finished task", 0),
    ];

    public static IReadOnlyList<ComparedSystem> Peers { get; } =
    [
        new("bullmq", "BullMQ"),
        new("celery", "Celery"),
        new("raw-hop", "raw hop"),
    ];

    public double? Of(string system, string figure) =>
        results.Median(system, figure == "tasksPerSecond" && system == "raw-hop" ? "messagesPerSecond" : figure);

    public double? Ours(string figure) => Of(Report.Ours, figure);

    /// <summary>Ours divided by a peer's.</summary>
    public double? RatioTo(string peer, string figure) => Ours(figure) / Of(peer, figure);

    /// <summary>The figures that the project's targets are set in; those that were not measured are left out.</summary>
    public IReadOnlyList<Figure> Summary() =>
    [
        .. new (string Name, double? Value, int Digits)[]
        {
            ("tasksPerSecond", Ours("tasksPerSecond"), 0),
            ("vsBullMq", RatioTo("bullmq", "tasksPerSecond"), 2),
            ("vsCelery", RatioTo("celery", "tasksPerSecond"), 2),
            ("vsRawHop", RatioTo("raw-hop", "tasksPerSecond"), 2),
            ("p50Ms", Ours("p50Ms"), 2),
            ("p99Ms", Ours("p99Ms"), 2),
            ("statusReadsPerSecond", Ours("statusReadsPerSecond"), 0),
            ("bytesPerTask", Ours("bytesPerTask"), 0),
        }
            .Where(figure => figure.Value is not null)
            .Select(figure => new Figure(figure.Name, figure.Name, figure.Value!.Value, figure.Digits)),
    ];
}
