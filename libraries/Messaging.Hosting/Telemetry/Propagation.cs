using System.Diagnostics;

namespace Messaging.Hosting.Telemetry;

/// <summary><c>OTEL_PROPAGATORS</c>: which headers tie this process's traces to those of others. The SDK does not read it.</summary>
/// <param name="Context">Whether <c>traceparent</c> and <c>tracestate</c> are sent and believed.</param>
/// <param name="Baggage">Whether <c>baggage</c> is.</param>
internal sealed record Propagation(bool Context, bool Baggage)
{
    private const string Variable = "OTEL_PROPAGATORS";

    /// <summary>Whether it is what .NET does without being asked.</summary>
    public bool IsDefault => Context && Baggage;

    /// <summary>Reads what is asked for. Default: <c>tracecontext,baggage</c>.</summary>
    public static Propagation Read(StandardVariables variables)
    {
        if (variables.Text(Variable) is not { } text)
        {
            return new Propagation(true, true);
        }

        var words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (words.Except(["tracecontext", "baggage", "none"]).Any() || (words.Contains("none") && words.Length > 1))
        {
            variables.Refuse(Variable, text, "tracecontext, baggage, both with a comma between, or none");
        }

        return new Propagation(words.Contains("tracecontext"), words.Contains("baggage"));
    }

    /// <summary>A propagator that does this much of what another does.</summary>
    public DistributedContextPropagator Of(DistributedContextPropagator whole) => new SelectivePropagator(whole, this);
}
