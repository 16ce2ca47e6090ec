namespace Messaging.Hosting.Health;

/// <summary>Which of the health endpoints a check belongs to.</summary>
public static class HealthTags
{
    /// <summary>Tag of checks that readiness depends on.</summary>
    public const string Ready = "ready";

    /// <summary>Tag of checks that liveness depends on: what only a restart of the process repairs, never a dependency.</summary>
    public const string Live = "live";
}
