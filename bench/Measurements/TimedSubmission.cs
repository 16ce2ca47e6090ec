namespace Messaging.Bench.Measurements;

/// <summary>Times of one task, from when it was to be submitted.</summary>
/// <param name="Lag">Milliseconds until it was sent.</param>
/// <param name="Visible">Milliseconds until its result was visible.</param>
internal readonly record struct TimedSubmission(double Lag, double Visible);
