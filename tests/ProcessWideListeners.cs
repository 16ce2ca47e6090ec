namespace Messaging.Testing;

/// <summary>
/// Tests that listen to what their whole process does. They run when no other test of their assembly does: a listener changes what others see
/// (a trace of their own where they expect none), and what others do is heard by it. xunit looks for definitions in each assembly, so each compiles this file.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWideListeners
{
    public const string Name = "Process-wide listeners";
}
