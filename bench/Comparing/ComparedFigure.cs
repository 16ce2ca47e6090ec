namespace Messaging.Bench.Comparing;

/// <summary>A figure that several systems have.</summary>
/// <param name="Name">Its name in the JSON lines.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Digits">How many digits after the point mean something.</param>
internal sealed record ComparedFigure(string Name, string Label, int Digits);
