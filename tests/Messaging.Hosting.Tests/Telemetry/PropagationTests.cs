using System.Diagnostics;
using Messaging.Hosting.Telemetry;
using Microsoft.Extensions.Configuration;

namespace Messaging.Hosting.Tests.Telemetry;

public sealed class PropagationTests
{
    [Theory]
    [InlineData(null, new[] { "traceparent", "tracestate", "baggage" })]
    [InlineData("tracecontext, baggage", new[] { "traceparent", "tracestate", "baggage" })]
    [InlineData("tracecontext", new[] { "traceparent", "tracestate" })]
    [InlineData("baggage", new[] { "baggage" })]
    [InlineData("none", new string[0])]
    public void Headers_pass_as_far_as_they_are_allowed_both_ways(string? allowed, string[] expected)
    {
        var propagator = Read(allowed).Of(DistributedContextPropagator.CreateW3CPropagator());
        using var activity = new Activity("call").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("tenant", "7");
        activity.TraceStateString = "vendor=1";
        activity.Start();
        var sent = new Dictionary<string, string>();

        propagator.Inject(activity, sent, (_, name, value) => sent[name] = value);
        propagator.ExtractTraceIdAndState(sent, Get, out var traceId, out var traceState);
        var baggage = propagator.ExtractBaggage(sent, Get)?.ToArray() ?? [];

        sent.Keys.ShouldBe(expected, ignoreOrder: true);
        traceId.ShouldBe(expected.Contains("traceparent") ? activity.Id : null);
        traceState.ShouldBe(expected.Contains("tracestate") ? "vendor=1" : null);
        baggage.Select(item => item.Key).ShouldBe(expected.Contains("baggage") ? ["tenant"] : []);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("baggage,tracecontext", true)]
    [InlineData("tracecontext", false)]
    [InlineData("none", false)]
    public void What_dotnet_does_by_itself_is_left_alone(string? allowed, bool isDefault) => Read(allowed).IsDefault.ShouldBe(isDefault);

    private static Propagation Read(string? value) =>
        Propagation.Read(new StandardVariables(new ConfigurationBuilder().AddInMemoryCollection([new("OTEL_PROPAGATORS", value)]).Build()));

    private static void Get(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        values = null;
        ((Dictionary<string, string>)carrier!).TryGetValue(name, out value);
    }
}
