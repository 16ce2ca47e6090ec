using System.Globalization;
using Spectre.Console;

namespace Messaging.Bench.Comparing;

/// <summary>The comparison for people: what each system did, and what part of it ours did. A table that is also Markdown.</summary>
internal static class ComparisonTable
{
    private const string Missing = "";

    public static void Write(Comparison comparison, IAnsiConsole console)
    {
        var table = new Table().MarkdownBorder().AddColumn("").AddColumn(new TableColumn("ours").RightAligned());
        foreach (var peer in Comparison.Peers)
        {
            table.AddColumn(new TableColumn(peer.Label).RightAligned()).AddColumn(new TableColumn("ours to it").RightAligned());
        }

        foreach (var figure in Comparison.Compared.Where(figure => comparison.Ours(figure.Name) is not null))
        {
            table.AddRow(
            [
                figure.Label,
                Number(comparison.Ours(figure.Name), figure.Digits),
                .. Comparison.Peers.SelectMany(peer => new[] { Number(comparison.Of(peer.Name, figure.Name), figure.Digits), Ratio(comparison.RatioTo(peer.Name, figure.Name)) }),
            ]);
        }

        console.Write(table);
    }

    private static string Number(double? value, int digits) => value?.ToString($"N{digits}", CultureInfo.InvariantCulture) ?? Missing;

    private static string Ratio(double? value) => value is null ? Missing : string.Create(CultureInfo.InvariantCulture, $"{value:F2}x");
}
