namespace Messaging.Samples.WithClient;

/// <summary>The arguments of <c>math.add</c>.</summary>
internal sealed record Numbers(double A, double B);
