using System.Text.Json;
using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests.Observability;

public sealed partial class AlertsTests : IDisposable
{
    private const string Folder = "infra/observability/prometheus";
    private const string Dashboards = "infra/observability/grafana/dashboards";
    private const string Runbook = "docs/operations/alerts.md";

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("messaging-alerts-");

    public static TheoryData<string> Users =>
        [
            .. Repository.Files("*.yaml", Folder)
                .Concat(Repository.Files("*.json", Dashboards))
                .Where(path => !path.EndsWith("prometheus.yaml", StringComparison.Ordinal)),
        ];

    public void Dispose() => _temporary.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Users))]
    public void Alerts_and_dashboards_name_only_series_of_metrics_that_are_listed(string path)
    {
        var known = DocumentedMetric.Listed.SelectMany(metric => metric.Series).ToHashSet(StringComparer.Ordinal);
        string[] used =
        [
            .. Series.Matches(Read(path)).Select(match => match.Value).Where(name => name is not "messaging_coalescer").Distinct(),
        ];

        used.ShouldNotBeEmpty();
        used.Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_metric_is_on_a_dashboard()
    {
        var shown = string.Concat(Repository.Files("*.json", Dashboards).Select(Read));

        DocumentedMetric.Listed.Where(metric => !metric.Series.Any(shown.Contains)).Select(metric => metric.Name).ShouldBeEmpty();
    }

    [Fact]
    public void Every_alert_says_what_to_do_and_is_tested_to_fire_and_to_keep_still()
    {
        string[] alerts = [.. Alert.Matches(Read($"{Folder}/alerts.yaml")).Select(match => match.Groups["name"].Value)];
        var tests = Read($"{Folder}/alerts.test.yaml");
        string[] sections = [.. Heading.Matches(Read(Runbook)).Select(match => match.Groups["name"].Value)];

        alerts.ShouldNotBeEmpty();
        sections.ShouldBe(alerts, ignoreOrder: true);
        alerts.Where(alert => !tests.Contains($"alertname: {alert}, exp_alerts: []", StringComparison.Ordinal)).ShouldBeEmpty();
        alerts.Where(alert => !Regex.IsMatch(tests, $@"alertname: {alert}\s+exp_alerts:\s+- exp_labels")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("check", "alerts.yaml")]
    [InlineData("test", "alerts.test.yaml")]
    public Task Prometheus_takes_the_alerts_and_they_pass_their_tests(string action, string file) =>
        Promtool.Run(Path.Combine(Repository.Root, Folder), action, "rules", file);

    [Fact]
    public async Task Prometheus_takes_its_configuration()
    {
        // Debian's Prometheus is older than the section on OTLP.
        await File.WriteAllTextAsync(
            Path.Combine(_temporary.FullName, "prometheus.yaml"), Otlp.Replace(Read($"{Folder}/prometheus.yaml"), ""));
        File.Copy(Path.Combine(Repository.Root, Folder, "alerts.yaml"), Path.Combine(_temporary.FullName, "alerts.yaml"));

        await Promtool.Run(_temporary.FullName, "check", "config", "prometheus.yaml");
    }

    [Fact]
    public async Task Prometheus_takes_every_expression_of_the_dashboards()
    {
        var rules = Repository.Files("*.json", Dashboards)
            .SelectMany(Expressions)
            .Select((expression, number) => new { record = $"dashboard:{number}", expr = expression })
            .ToArray();
        rules.Length.ShouldBeGreaterThan(20);
        // JSON is YAML too.
        await File.WriteAllTextAsync(
            Path.Combine(_temporary.FullName, "dashboards.yaml"),
            JsonSerializer.Serialize(new { groups = new[] { new { name = "dashboards", rules } } }));

        await Promtool.Run(_temporary.FullName, "check", "rules", "dashboards.yaml");
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    private static IEnumerable<string> Expressions(string path)
    {
        using var dashboard = JsonDocument.Parse(Read(path));
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "1m", StringComparison.Ordinal)),
        ];
    }

    [GeneratedRegex(@"\bmessaging_[a-z_]+\b")]
    private static partial Regex Series { get; }

    [GeneratedRegex(@"- alert: (?<name>\w+)")]
    private static partial Regex Alert { get; }

    [GeneratedRegex(@"^## (?<name>\w+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"^otlp:\r?\n([ ].*\n|\r?\n)*", RegexOptions.Multiline)]
    private static partial Regex Otlp { get; }
}
