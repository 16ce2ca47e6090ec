using System.Globalization;

namespace Messaging.Bench.Comparing;

/// <summary>
/// The comparison for people: what each system did, and what part of it ours did. In Markdown, one line for a figure however long, so that
/// it can be pasted.
/// </summary>
internal static class ComparisonTable
{
    private const string Missing = "";

    public static string Of(Comparison comparison)
    {
        IEnumerable<string> titles = ["", "ours", .. Comparison.Peers.SelectMany(peer => new[] { peer.Label, "ours to it" })];
        return string.Join(
            Environment.NewLine,
            [
                Line(titles),
                Line(["---", .. titles.Skip(1).Select(_ => "---:")]),
                .. Comparison.Compared.Where(figure => comparison.Ours(figure.Name) is not null)
                    .Select(figure => Line(Cells(comparison, figure))),
            ]);
    }

    private static IEnumerable<string> Cells(Comparison comparison, ComparedFigure figure) =>
    [
        figure.Label,
        Number(comparison.Ours(figure.Name), figure.Digits),
        .. Comparison.Peers.SelectMany(peer =>
            new[] { Number(comparison.Of(peer.Name, figure.Name), figure.Digits), Ratio(comparison.RatioTo(peer.Name, figure.Name)) }),
    ];

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Number(double? value, int digits) => value?.ToString($"N{digits}", CultureInfo.InvariantCulture) ?? Missing;

    private static string Ratio(double? value) => value is null ? Missing : string.Create(CultureInfo.InvariantCulture, $"{value:F2}x");
}
