using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Messaging.Bench.Reports;

/// <summary>A report as one line of JSON, for programs: <c>{"system":"messaging","measurement":"latency","p50Ms":4.1,…}</c>.</summary>
internal static class JsonLine
{
    public static string Of(Report report) => Write(writer =>
    {
        writer.WriteString("system", report.System);
        writer.WriteString("measurement", report.Measurement);
        WriteFigures(writer, report.Figures);
        if (report.Parts.Count > 0)
        {
            writer.WriteStartArray("parts");
            foreach (var part in report.Parts)
            {
                writer.WriteStartObject();
                writer.WriteString("part", part.Measurement);
                WriteFigures(writer, part.Figures);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    });

    public static string Of(IReadOnlyList<Figure> figures) => Write(writer => WriteFigures(writer, figures));

    private static string Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteFigures(Utf8JsonWriter writer, IReadOnlyList<Figure> figures)
    {
        foreach (var figure in figures)
        {
            writer.WriteNumber(figure.Name, figure.Rounded);
        }
    }
}
