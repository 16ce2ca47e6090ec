using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests.Settings;

public sealed partial class SettingsDocumentTests
{
    /// <summary>What the framework, or code without a class of options, reads.</summary>
    private static readonly string[] Others =
    [
        "urls",
        "ASPNETCORE_URLS",
        "Logging:Format",
        "Logging:LogLevel:<category>",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_*",
    ];

    public static TheoryData<string> Names => [.. BoundOptions.Settings.Select(setting => setting.Name)];

    [Fact]
    public void Every_class_of_options_is_looked_at() =>
        BoundOptions.All.Select(options => options.Section)
            .ShouldBe(
                [
                    "Authentication",
                    "Ledger",
                    "Producer",
                    "Producer",
                    "RabbitMq",
                    "Redis",
                    "StatusQuery",
                    "Tasks:Email",
                    "Tasks:Http",
                    "Tasks:ImportCsv",
                    "Telemetry",
                    "Worker",
                ],
                ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_setting_has_one_row_with_its_default_and_its_range(string name)
    {
        var setting = BoundOptions.Settings.Single(candidate => candidate.Name == name);

        var row = DocumentedSetting.All.Where(candidate => candidate.Name == name)
            .ShouldHaveSingleItem($"{name} needs one row in a table of settings");

        row.Default.ShouldStartWith(setting.Default);
        if (setting.Range is { } range)
        {
            row.Range.ShouldStartWith(range);
        }

        (row.What.Length > 0 || row.Range.Length > 0).ShouldBeTrue(name);
    }

    [Fact]
    public void No_row_names_a_setting_that_does_not_exist() =>
        DocumentedSetting.All.Where(row => !Others.Contains(row.Name) && BoundOptions.Settings.All(setting => setting.Name != row.Name))
            .Select(row => $"{row.Name} in {row.Path}")
            .ShouldBeEmpty();

    [Fact]
    public void No_text_names_a_setting_that_does_not_exist()
    {
        var known = BoundOptions.Settings.Select(setting => setting.Name).Concat(Others).ToHashSet(StringComparer.Ordinal);
        string[] documents = [.. Repository.Files("*.md", "docs", "bench", "infra"), "README.md", "CONTRIBUTING.md"];
        var mentions = documents.SelectMany(path =>
            Mention.Matches(File.ReadAllText(Path.Combine(Repository.Root, path)))
                .Select(match => (Path: path, Name: match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal))))
            .ToArray();

        mentions.Length.ShouldBeGreaterThan(50);
        mentions.Where(mention => !known.Contains(mention.Name)).Select(mention => $"{mention.Name} in {mention.Path}").ShouldBeEmpty();
    }

    [GeneratedRegex(@"(?<![\w:/-])(?<name>(ConnectionStrings|Authentication|Ledger|Producer|RabbitMq|Redis|StatusQuery|Tasks(:|__)(Email|Http|ImportCsv)|Telemetry|Worker)(:|__)[A-Z]\w+?)(?=(__\d+)?\b(?!__))")]
    private static partial Regex Mention { get; }
}
