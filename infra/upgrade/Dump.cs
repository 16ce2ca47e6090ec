using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Messaging.Upgrade;

/// <summary>Writes the files of a dump, without what tells of the machine it was made on.</summary>
internal sealed class Dump(string directory, string build)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Of the most telling first: a checkout lies below the directory of its owner.
    private readonly (string Found, string Written)[] _telling =
    [
        (Path.GetFullPath(Path.Combine(build, "..", "..")), "/source"),
        (Environment.MachineName, "machine-1"),
        (Environment.UserName, "user-1"),
    ];

    /// <summary>Writes a file.</summary>
    public void Write(string name, object content)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, name), Scrub(JsonSerializer.Serialize(content, Json)) + "\n");
    }

    /// <summary>Bytes as text where they are one, else in base 64.</summary>
    public static JsonNode? Value(byte[] bytes) =>
        Utf8.IsValid(bytes) && !bytes.Contains((byte)0)
            ? JsonValue.Create(System.Text.Encoding.UTF8.GetString(bytes))
            : new JsonObject { ["base64"] = Convert.ToBase64String(bytes) };

    private string Scrub(string text) =>
        _telling.Where(telling => telling.Found.Length > 2 && telling.Found != "root")
            .Aggregate(text, (scrubbed, telling) => scrubbed.Replace(telling.Found, telling.Written, StringComparison.Ordinal));
}
