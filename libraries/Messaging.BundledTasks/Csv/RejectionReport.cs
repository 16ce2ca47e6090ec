using System.Globalization;
using CsvHelper;

namespace Messaging.BundledTasks.Csv;

/// <summary>The rows that an import rejected, as a CSV file of line, reason and text.</summary>
internal static class RejectionReport
{
    /// <summary>Where a task's report is, relative to the data directory.</summary>
    public static string PathOf(Guid taskId) => $"reports/{taskId}.csv";

    /// <summary>Writes it beside its place first: whoever finds it finds all of it.</summary>
    public static void Write(string path, IEnumerable<(long Line, string Reason, string Raw)> rejections)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = path + ".new";
        using (var writer = CsvWriter.Create(File.Create(draft)))
        {
            writer.WriteRecord("line", "reason", "row");
            foreach (var (line, reason, raw) in rejections)
            {
                writer.WriteRecord(line.ToString(CultureInfo.InvariantCulture), reason, raw);
            }
        }

        File.Move(draft, path, overwrite: true);
    }
}
