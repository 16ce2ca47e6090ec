namespace Messaging.Architecture.Tests;

/// <summary>Which project may know which: one direction, from contracts upwards.</summary>
internal static class ReferenceRules
{
    public const string Contracts = "Messaging.Contracts";
    public const string Certificates = "Messaging.Certificates";
    public const string RabbitMq = "Messaging.RabbitMq";
    public const string Tasks = "Messaging.Tasks";
    public const string Lifecycle = "Messaging.Lifecycle";
    public const string Redis = "Messaging.Redis";
    public const string Hosting = "Messaging.Hosting";
    public const string Client = "Messaging.Client";
    public const string Standalone = "Messaging.Standalone";
    public const string Bench = "Messaging.Bench";

    private static readonly string[] Services = ["Messaging.Producer", "Messaging.StatusQuery", "Messaging.Worker"];

    /// <summary>What a project may reference, and why where that is not plain.</summary>
    private static readonly Dictionary<string, (string[] May, string Why)> Libraries = new()
    {
        [Contracts] = ([], "contracts are the wire and know nothing of ours"),
        [Certificates] = ([], "TLS is the same whoever speaks it"),
        [Tasks] = ([Contracts], "a task author needs contracts alone"),
        [Lifecycle] = ([Contracts], "a task's life needs contracts alone"),
        [Redis] = ([Lifecycle, Contracts, Certificates], "it adapts the ports of Lifecycle"),
        [RabbitMq] = ([Certificates], "how a broker is reached is the same for services and clients"),
        [Hosting] = ([Contracts, Lifecycle, RabbitMq, Certificates], "it stands beside the libraries; Lifecycle is allowed because health checks and background loops need its ports"),
        [Client] = ([Contracts, Tasks, RabbitMq], "other services need the wire, the JSON of arguments and results as handlers have it, and a way to the broker"),
    };

    /// <summary>Why this edge is forbidden; <see langword="null"/> when it is not.</summary>
    public static string? WhyNot(string from, string to)
    {
        if (Libraries.TryGetValue(from, out var rule))
        {
            return rule.May.Contains(to) ? null : $"{from} -> {to}: may reference only [{string.Join(", ", rule.May)}], for {rule.Why}";
        }

        if (from == Bench)
        {
            return to == Contracts ? null : $"{from} -> {to}: may reference only [{Contracts}], for it measures from outside, over HTTP, what callers get";
        }

        if (!Services.Contains(from) && from != Standalone)
        {
            return $"{from} -> {to}: {from} is in no rule; say in {nameof(ReferenceRules)} what it may reference";
        }

        if (Libraries.ContainsKey(to) || (from == Standalone && Services.Contains(to)))
        {
            return null;
        }

        return $"{from} -> {to}: a service references libraries only; Standalone alone references the services";
    }

    public static bool Knows(string project) => Libraries.ContainsKey(project) || Services.Contains(project) || project is Standalone or Bench;
}
