namespace Messaging.Architecture.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public void Every_project_is_in_a_rule() =>
        ProjectFile.Delivered.Select(project => project.Name)
            .Where(name => !ReferenceRules.Knows(name))
            .ShouldBeEmpty("Say in ReferenceRules what it may reference.");

    [Fact]
    public void Every_project_is_seen() =>
        new[]
        {
            ReferenceRules.Contracts,
            ReferenceRules.Certificates,
            ReferenceRules.RabbitMq,
            ReferenceRules.Tasks,
            ReferenceRules.Lifecycle,
            ReferenceRules.Redis,
            ReferenceRules.Hosting,
            ReferenceRules.Client,
            ReferenceRules.Operations,
            ReferenceRules.AspNetCore,
            ReferenceRules.BundledTasks,
            ReferenceRules.Bench,
        }
            .Except(ProjectFile.Delivered.Select(project => project.Name))
            .ShouldBeEmpty();

    [Fact]
    public void Projects_reference_each_other_in_one_direction() =>
        ProjectFile.Delivered.SelectMany(project => project.Projects.Select(to => ReferenceRules.WhyNot(project.Name, to)))
            .OfType<string>()
            .ShouldBeEmpty();

    [Fact]
    public void Code_uses_our_assemblies_in_the_same_direction() =>
        BuiltAssembly.Delivered
            .SelectMany(assembly =>
                assembly.References.Where(to => to.StartsWith("Messaging.", StringComparison.Ordinal))
                    .Select(to => ReferenceRules.WhyNot(assembly.Name, to)))
            .OfType<string>()
            .ShouldBeEmpty();

    [Fact]
    public void Contracts_reference_no_package_but_the_abstractions_of_the_bus()
    {
        var contracts = ProjectFile.Delivered.Single(project => project.Name == ReferenceRules.Contracts);

        contracts.Packages.Except(["MassTransit.Abstractions"]).ShouldBeEmpty();
        contracts.Frameworks.ShouldBeEmpty();
        contracts.Sdk.ShouldBe("Microsoft.NET.Sdk");
    }

    [Fact]
    public void Tasks_know_neither_the_bus_nor_the_web()
    {
        var tasks = ProjectFile.Delivered.Single(project => project.Name == ReferenceRules.Tasks);

        tasks.Packages.Where(package =>
            package.StartsWith("MassTransit", StringComparison.Ordinal)
                || package.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal))
            .ShouldBeEmpty();
        tasks.Frameworks.ShouldBeEmpty();
        tasks.Sdk.ShouldBe("Microsoft.NET.Sdk");
        BuiltAssembly.Delivered.Single(assembly => assembly.Name == ReferenceRules.Tasks).References
            .Where(to =>
                to.StartsWith("MassTransit", StringComparison.Ordinal)
                    || to.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                    || to.StartsWith("StackExchange", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Only_hosts_and_Messaging_AspNetCore_need_ASP_NET_Core()
    {
        ProjectFile.Delivered.Where(
            project => project.Path.StartsWith("libraries/", StringComparison.Ordinal) && project.Name != ReferenceRules.AspNetCore)
            .Where(project => project.Frameworks.Count > 0 || project.Sdk != "Microsoft.NET.Sdk")
            .Select(project => project.Path)
            .ShouldBeEmpty();
        BuiltAssembly.Delivered.Where(assembly =>
            assembly.Name != ReferenceRules.AspNetCore
                && !assembly.Name.EndsWith(".Service", StringComparison.Ordinal)
                && assembly.Name != ReferenceRules.Bench)
            .Where(assembly => assembly.References.Any(to => to.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)))
            .Select(assembly => assembly.Name)
            .ShouldBeEmpty();
    }

    /// <summary>The benchmark asks Redis how much memory it uses, which is no concern of the product's.</summary>
    [Fact]
    public void Only_Messaging_Redis_knows_the_Redis_client()
    {
        ProjectFile.Delivered.Where(
            project => project.Name is not (ReferenceRules.Redis or ReferenceRules.Bench) && project.Packages.Any(IsRedisClient))
            .Select(project => $"{project.Name} -> StackExchange.Redis")
            .ShouldBeEmpty();
        BuiltAssembly.Delivered.Where(assembly => assembly.Name != ReferenceRules.Redis && assembly.References.Any(IsRedisClient))
            .Select(assembly => $"{assembly.Name} uses StackExchange.Redis")
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_library_that_a_host_runs_is_checked_as_it_was_built() =>
        ProjectFile.Delivered.Select(project => project.Name)
            .Except([ReferenceRules.Client, ReferenceRules.Bench, .. BuiltAssembly.Delivered.Select(assembly => assembly.Name)])
            .ShouldBeEmpty();

    private static bool IsRedisClient(string name) =>
        name.StartsWith("StackExchange.Redis", StringComparison.Ordinal) || name.StartsWith("NRedisStack", StringComparison.Ordinal);
}
