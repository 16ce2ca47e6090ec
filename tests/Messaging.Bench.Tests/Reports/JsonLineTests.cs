using Messaging.Bench.Reports;

namespace Messaging.Bench.Tests.Reports;

public sealed class JsonLineTests
{
    [Fact]
    public void A_report_is_one_line() =>
        JsonLine.Of(
            new Report(
                "messaging",
                "latency",
                [
                    Figure.Count("timed", "tasks", 6000),
                    Figure.Milliseconds("p50Ms", "p50", 4.1251),
                    Figure.Rate("tasksPerSecond", "tasks", 3999.6),
                ]))
            .ShouldBe("""{"system":"messaging","measurement":"latency","timed":6000,"p50Ms":4.13,"tasksPerSecond":4000}""");

    [Fact]
    public void Parts_are_named_and_kept_apart_from_the_figures_of_the_whole() =>
        JsonLine.Of(
            new Report("messaging", "growth", [])
            {
                Parts =
                [
                    new Report("messaging", "10 rows", [Figure.Count("rows", "rows", 10)]),
                    new Report("messaging", "last to first", []),
                ],
            })
            .ShouldBe("""{"system":"messaging","measurement":"growth","parts":[{"part":"10 rows","rows":10},{"part":"last to first"}]}""");
}
