namespace Messaging.Architecture.Tests.Packages;

public sealed class PublicSurfaceTests
{
    /// <summary>What users program against. The other libraries are public to one another.</summary>
    [Theory]
    [InlineData("contracts")]
    [InlineData("libraries/Messaging.Tasks")]
    [InlineData("libraries/Messaging.Client")]
    [InlineData("libraries/Messaging.BundledTasks")]
    [InlineData("libraries/Messaging.Redis")]
    [InlineData("libraries/Messaging.AspNetCore")]
    public void What_users_program_against_is_written_down(string project)
    {
        var surface = new[] { "Shipped", "Unshipped" }
            .SelectMany(part => File.ReadAllLines(Path.Combine(Repository.Root, project, $"PublicAPI.{part}.txt")))
            .ToArray();

        // The nullability of a member is part of what is written down.
        surface.ShouldContain("#nullable enable");
        surface.ShouldContain(line => line.StartsWith("Messaging.", StringComparison.Ordinal));
    }
}
