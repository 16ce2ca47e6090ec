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
    public const string Operations = "Messaging.Operations";
    public const string Producer = "Messaging.Producer";
    public const string Worker = "Messaging.Worker";
    public const string StatusQuery = "Messaging.StatusQuery";
    public const string BundledTasks = "Messaging.BundledTasks";
    public const string AspNetCore = "Messaging.AspNetCore";
    public const string Bench = "Messaging.Bench";

    private static readonly string[] Hosts =
    [
        "Messaging.Producer.Service",
        "Messaging.StatusQuery.Service",
        "Messaging.Worker.Service",
        "Messaging.Standalone.Service",
    ];

    /// <summary>What a project may reference, and why where that is not plain.</summary>
    private static readonly Dictionary<string, (string[] May, string Why)> Libraries = new()
    {
        [Contracts] = ([], "contracts are the wire and know nothing of ours"),
        [Certificates] = ([], "TLS is the same whoever speaks it"),
        [Tasks] = ([Contracts], "a task author needs contracts alone"),
        [Lifecycle] = ([Contracts], "a task's life needs contracts alone"),
        [Redis] = ([Lifecycle, Contracts, Certificates], "it adapts the ports of Lifecycle"),
        [RabbitMq] = ([Certificates], "how a broker is reached is the same for services and clients"),
        [Hosting] = ([Contracts, Tasks, Lifecycle, RabbitMq, Certificates], "it is what every process has, whatever runs in it"),
        [Operations] = ([Contracts, Tasks, Lifecycle, Hosting], "operators act on ledger and bus, whichever engine runs beside"),
        [Producer] = ([Contracts, Tasks, Lifecycle, Hosting], "no engine knows another, a store or a web server"),
        [Worker] = ([Contracts, Tasks, Lifecycle, Hosting], "no engine knows another, a store or a web server"),
        [StatusQuery] = ([Contracts, Tasks, Lifecycle, Hosting], "no engine knows another, a store or a web server"),
        [BundledTasks] = ([Tasks, Contracts, Certificates], "they are written as users write theirs"),
        [AspNetCore] = ([Contracts, Tasks, Lifecycle, Hosting, Operations, Producer, StatusQuery], "routes lead to engines and operations, wherever their store is"),
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
            return to == Contracts
                ? null
                : $"{from} -> {to}: may reference only [{Contracts}], for it measures from outside, over HTTP, what callers get";
        }

        if (!Hosts.Contains(from))
        {
            return $"{from} -> {to}: {from} is in no rule; say in {nameof(ReferenceRules)} what it may reference";
        }

        return Libraries.ContainsKey(to) ? null : $"{from} -> {to}: a host references libraries only";
    }

    public static bool Knows(string project) => Libraries.ContainsKey(project) || Hosts.Contains(project) || project is Bench;
}
