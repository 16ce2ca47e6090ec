using System.ComponentModel.DataAnnotations;

namespace Messaging.BundledTasks.Csv;

/// <summary>Where files are, in section <c>Tasks:ImportCsv</c>.</summary>
internal sealed class ImportCsvOptions
{
    public const string Section = "Tasks:ImportCsv";

    /// <summary>
    /// The directory that no import leaves. Default: <c>messaging/data</c> in the user's local application data, or <c>data</c> here for a
    /// user who has none.
    /// </summary>
    [Required]
    public string DataDirectory { get; set; } =
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } home
            ? Path.Combine(home, "messaging", "data")
            : "data";
}
