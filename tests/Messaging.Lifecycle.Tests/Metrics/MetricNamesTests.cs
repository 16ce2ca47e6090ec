using Messaging.Lifecycle.Metrics;

namespace Messaging.Lifecycle.Tests.Metrics;

public sealed class MetricNamesTests
{
    private readonly MetricNames _names = new();

    [Fact]
    public void Only_names_that_workers_told_of_are_shown()
    {
        _names.Learn(["math.add"]);

        _names.OfTask("math.add").ShouldBe("math.add");
        _names.OfTask("math.sub").ShouldBe(MetricNames.Other);
        _names.OfTask(null).ShouldBe(MetricNames.Other);
    }

    [Fact]
    public void No_more_than_200_names_are_shown()
    {
        string[] told = [.. Enumerable.Range(0, MetricNames.Capacity + 50).Select(i => $"task.{i}")];

        _names.Learn(told);
        _names.Learn(told);

        told.Count(name => _names.OfTask(name) == name).ShouldBe(MetricNames.Capacity);
        _names.OfTask(told[^1]).ShouldBe(MetricNames.Other);
    }

    [Fact]
    public void The_first_200_queues_are_shown_and_no_overlong_one()
    {
        string[] queues = [.. Enumerable.Range(0, MetricNames.Capacity + 50).Select(i => $"queue-{i}")];

        queues.Select(_names.OfQueue).Distinct().Count().ShouldBe(MetricNames.Capacity + 1);

        _names.OfQueue("queue-0").ShouldBe("queue-0");
        _names.OfQueue(queues[^1]).ShouldBe(MetricNames.Other);
        new MetricNames().OfQueue(new string('q', 65)).ShouldBe(MetricNames.Other);
        new MetricNames().OfQueue("").ShouldBe(MetricNames.Other);
    }
}
