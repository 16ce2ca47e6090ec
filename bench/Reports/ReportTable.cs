using System.Globalization;
using Spectre.Console;

namespace Messaging.Bench.Reports;

/// <summary>A report for people.</summary>
internal static class ReportTable
{
    public static void Write(Report report, IAnsiConsole console)
    {
        console.Write(Columns(report.Measurement, report.Parts.Count > 0 ? report.Parts : [report]));
    }

    public static string Text(Figure figure) => figure.Rounded.ToString($"N{figure.Digits}", CultureInfo.InvariantCulture);

    private static Table Columns(string title, IReadOnlyList<Report> reports)
    {
        var table = new Table().AddColumn(title);
        foreach (var report in reports)
        {
            table.AddColumn(new TableColumn(reports.Count == 1 ? "" : report.Measurement).RightAligned());
        }

        foreach (var figure in reports[0].Figures)
        {
            table.AddRow(
                [
                    figure.Label,
                    .. reports.Select(
                        report => report.Figures.FirstOrDefault(other => other.Name == figure.Name) is { } found ? Text(found) : ""),
                ]);
        }

        return table;
    }
}
