namespace Messaging.Tasks.Running;

/// <summary>Where random numbers come from, so that a test can say them.</summary>
public interface IRandomSource
{
    /// <summary>A number from 0 (inclusive) to 1 (exclusive).</summary>
    double NextSample();
}
