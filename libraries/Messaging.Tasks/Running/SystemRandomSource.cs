namespace Messaging.Tasks.Running;

/// <summary>The runtime's thread-safe generator.</summary>
internal sealed class SystemRandomSource : IRandomSource
{
#pragma warning disable RS0030 // The one place that may use it: everybody else injects IRandomSource.
    public double NextSample() => Random.Shared.NextDouble();
#pragma warning restore RS0030
}
