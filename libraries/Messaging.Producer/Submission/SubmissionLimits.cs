using Messaging.Tasks.Serialization;

namespace Messaging.Producer.Submission;

/// <summary>Bounds of a request. How often and how long a task may run is bounded where its type's policy is.</summary>
internal static class SubmissionLimits
{
    /// <summary>Largest arguments, in bytes of JSON.</summary>
    public const int ArgumentBytes = 256 * 1024;

    /// <summary>Largest body: arguments and all the rest.</summary>
    public const int BodyBytes = ArgumentBytes + (32 * 1024);

    /// <summary>Largest body with many tasks.</summary>
    public const int BatchBytes = 8 * 1024 * 1024;

    /// <summary>Most tasks in one request.</summary>
    public const int BatchTasks = 1000;

    /// <summary>Deepest nesting of a body: the arguments, within an object.</summary>
    public const int JsonDepth = TaskJson.DepthLimit + 1;

    public const int Tags = 20;

    /// <summary>Longest text that says what a task is about.</summary>
    public const int KeyLength = 200;

    /// <summary>Longest name of whoever asks for something.</summary>
    public const int ByLength = 100;

    /// <summary>Longest reason that is given for a request.</summary>
    public const int ReasonLength = 1000;

    public const int TagLength = 64;

    public const int IdempotencyKeyLength = 255;

    public static readonly TimeSpan LongestDelay = TimeSpan.FromDays(366);

    public static readonly TimeSpan ShortestTimeLimit = TimeSpan.FromMilliseconds(100);
}
