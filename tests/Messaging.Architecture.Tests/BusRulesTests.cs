using System.Text.Json;
using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests;

public sealed class BusRulesTests
{
    /// <summary>Where a forbidden thing is allowed all the same: a path, and why.</summary>
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["libraries/Messaging.Hosting/Routing/InMemoryQueueRoutes.cs"] =
            "the in-memory transport has no arguments to redeclare a queue without",
    };

    public static TheoryData<string, string> Forbidden => new()
    {
        { @"\.Delay\s*=[^=]", "SendContext.Delay needs a broker plugin; the due index in the ledger keeps times" },
        { @"\bUseDelayedRedelivery\b", "it needs a broker plugin; a failed attempt is an event and the ledger keeps its time" },
        { @"\bUseScheduledRedelivery\b", "task failures use TaskPolicy, nothing else, so that retries never multiply" },
        { @"\b(Use|Add)DelayedMessageScheduler\b", "it needs a broker plugin; the due index in the ledger keeps times" },
        { "\"queue:", "it redeclares the queue without its arguments and is refused by the broker; send to exchange:" },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void What_the_broker_would_refuse_is_not_used(string pattern, string because)
    {
        var forbidden = new Regex(pattern);

        Repository.Delivered
            .Where(file => !Allowed.ContainsKey(file.Path))
            .SelectMany(file =>
                file.Code.Where(line => forbidden.IsMatch(line.Text))
                    .Select(line => $"{file.Path}:{line.Number} {line.Text.Trim()}: {because}"))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_exception_names_a_file_and_a_reason() =>
        Allowed.Where(exception => string.IsNullOrWhiteSpace(exception.Value) || !File.Exists(Path.Combine(Repository.Root, exception.Key)))
            .ShouldBeEmpty();

    [Fact]
    public void MassTransit_stays_on_its_last_free_line()
    {
        var locks = Repository.Files("packages.lock.json").ToArray();

        locks.Length.ShouldBeGreaterThan(10);
        var resolved = locks.SelectMany(path =>
            Resolved(path)
                .Where(package => package.Name.StartsWith("MassTransit", StringComparison.OrdinalIgnoreCase))
                .Select(package => (path, package.Name, package.Version)))
            .ToArray();
        resolved.ShouldNotBeEmpty();
        resolved.Where(package => !package.Version.StartsWith("8.", StringComparison.Ordinal))
            .Select(package => $"{package.path}: {package.Name} {package.Version}; 9 and later are commercial")
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_project_locks_its_packages() =>
        Repository.Files("*.csproj")
            .Where(path => !File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(path)!, "packages.lock.json")))
            .ShouldBeEmpty();

    private static IEnumerable<(string Name, string Version)> Resolved(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, path)));
        return [.. document.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.TryGetProperty("resolved", out _))
            .Select(package => (package.Name, package.Value.GetProperty("resolved").GetString()!))];
    }
}
