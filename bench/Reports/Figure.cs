namespace Messaging.Bench.Reports;

/// <summary>One measured value.</summary>
/// <param name="Name">Its name in JSON, camelCase with the unit at the end.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Value">The value.</param>
/// <param name="Digits">How many digits after the point mean something.</param>
internal sealed record Figure(string Name, string Label, double Value, int Digits = 0)
{
    public double Rounded => Math.Round(Value, Digits);

    public static Figure Count(string name, string label, long value) => new(name, label, value);

    public static Figure Rate(string name, string label, double perSecond) => new(name, label, perSecond);

    public static Figure Milliseconds(string name, string label, double value) => new(name, label, value, Digits: 2);

    public static Figure Ratio(string name, string label, double value) => new(name, label, value, Digits: 2);
}
