namespace Messaging.TestSupport;

/// <summary>
/// Tests that run when no other test of their assembly does, because they listen to something that all share, or disturb it: a listener of
/// the process's spans gives
/// others a trace where they expect none, and hears theirs; scripts that a server is told to forget are missing for all. xunit looks for
/// definitions in each assembly, so each compiles this file.
/// </summary>
#pragma warning disable xUnit1073 // Each test project compiles this file, those too that have no such test yet.
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunAlone
#pragma warning restore xUnit1073
{
    public const string Name = "Run alone";
}
