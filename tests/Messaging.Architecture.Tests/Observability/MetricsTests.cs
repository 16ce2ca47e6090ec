using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests.Observability;

public sealed partial class MetricsTests
{
    [Fact]
    public void Every_metric_that_code_makes_is_listed_with_its_type_and_unit_and_no_other_is()
    {
        DocumentedMetric.Made.Count.ShouldBeGreaterThan(20);

        DocumentedMetric.Made.Except(DocumentedMetric.Listed)
            .Select(metric => $"{metric} is made, but not listed so in {DocumentedMetric.Document}")
            .ShouldBeEmpty();
        DocumentedMetric.Listed.Except(DocumentedMetric.Made).Select(metric => $"{metric} is listed, but not made so").ShouldBeEmpty();
    }

    [Fact]
    public void No_instrument_escapes_the_comparison()
    {
        var calls = Repository.Delivered.SelectMany(file => file.Code.SelectMany(line => Call.Matches(line.Text))).Count();

        DocumentedMetric.Made.Count.ShouldBe(calls);
    }

    [Fact]
    public void No_metric_is_listed_twice() =>
        DocumentedMetric.Listed.GroupBy(metric => metric.Name).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty();

    [Fact]
    public void Names_of_metrics_are_lower_case_words_between_dots_under_messaging() =>
        DocumentedMetric.Made.Where(metric => !Name.IsMatch(metric.Name)).ShouldBeEmpty();

    [GeneratedRegex(@"\.Create(Observable)?(Counter|UpDownCounter|Gauge|Histogram)(<\w+>)?\(")]
    private static partial Regex Call { get; }

    [GeneratedRegex(@"^messaging(\.[a-z]+(_[a-z]+)*)+$")]
    private static partial Regex Name { get; }
}
