using System.Text.Json;
using Messaging.Bench.Comparing;
using Messaging.Bench.Reports;

namespace Messaging.Bench.Tests.Comparing;

public sealed class ComparisonTests
{
    private static readonly string[] Rounds =
    [
        """{"system":"messaging","measurement":"throughput","tasksPerSecond":4000}""",
        """{"system":"messaging","measurement":"latency","p50Ms":4,"p99Ms":10.5}""",
        """{"system":"messaging","measurement":"reads","statusReadsPerSecond":9000}""",
        """{"system":"messaging","measurement":"rows","bytesPerTask":800}""",
        """{"system":"bullmq","measurement":"all","tasksPerSecond":2000,"p99Ms":21}""",
        """{"system":"celery","measurement":"all","tasksPerSecond":400}""",
        """{"system":"raw-hop","measurement":"raw-hop","messagesPerSecond":8000}""",
        "",
        """{"system":"messaging","measurement":"throughput","tasksPerSecond":1}""",
        """{"system":"messaging","measurement":"throughput","tasksPerSecond":5000}""",
        """{"system":"bullmq","measurement":"all","tasksPerSecond":3000}""",
    ];

    [Theory]
    [InlineData("messaging", 4000)]
    [InlineData("bullmq", 2500)]
    [InlineData("celery", 400)]
    public void Of_several_rounds_the_median_counts(string system, double expected) =>
        RoundResults.Read(Rounds).Median(system, "tasksPerSecond").ShouldBe(expected);

    [Fact]
    public void What_was_not_measured_has_no_median() => RoundResults.Read(Rounds).Median("celery", "p50Ms").ShouldBeNull();

    [Fact]
    public void The_summary_is_ours_and_its_ratio_to_each_peer() =>
        JsonLine.Of(new Comparison(RoundResults.Read(Rounds)).Summary())
            .ShouldBe("""{"tasksPerSecond":4000,"vsBullMq":1.6,"vsCelery":10,"vsRawHop":0.5,"p50Ms":4,"p99Ms":10.5,"statusReadsPerSecond":9000,"bytesPerTask":800}""");

    [Fact]
    public void The_summary_leaves_out_what_was_not_measured() =>
        JsonLine.Of(new Comparison(RoundResults.Read(Rounds[..1])).Summary()).ShouldBe("""{"tasksPerSecond":4000}""");

    [Fact]
    public void A_ratio_is_ours_divided_by_the_peer() => new Comparison(RoundResults.Read(Rounds)).RatioTo("bullmq", "p99Ms").ShouldBe(0.5);

    [Fact]
    public void The_table_is_Markdown_with_what_was_measured() =>
        ComparisonTable.Of(new Comparison(RoundResults.Read(Rounds))).Split(Environment.NewLine)[..3].ShouldBe(
        [
            "|  | ours | BullMQ | ours to it | Celery | ours to it | raw hop | ours to it |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            "| tasks per second, end to end | 4,000 | 2,500 | 1.60x | 400 | 10.00x | 8,000 | 0.50x |",
        ]);

    [Theory]
    [InlineData("Job 5 should have returned 3")]
    [InlineData("{}")]
    public void A_line_that_is_no_report_is_refused(string line) => Should.Throw<JsonException>(() => RoundResults.Read([line]));
}
