using System.Text.Json;

namespace Messaging.Standalone.Demo;

/// <summary>One addition of the demo and what is known of it.</summary>
internal sealed class DemoTask(double a, double b, double seconds)
{
    public double A { get; } = a;

    public double B { get; } = b;

    public double Seconds { get; } = seconds;

    public Guid Id { get; set; }

    public string State { get; private set; } = "-";

    public double? Percent { get; private set; }

    public double? Result { get; private set; }

    public bool HasEnded => State is "Succeeded" or "Failed" or "Canceled" or "Expired";

    public bool IsRight => Result == A + B;

    /// <summary>Takes over what the status says. Whether the state has changed.</summary>
    public bool Read(JsonElement document)
    {
        var before = State;
        State = document.GetProperty("state").GetString()!;
        Percent = document.TryGetProperty("progress", out var progress) && progress.TryGetProperty("percent", out var percent)
            ? percent.GetDouble()
            : null;
        Result = document.TryGetProperty("result", out var result) ? result.GetDouble() : null;
        return State != before;
    }
}
