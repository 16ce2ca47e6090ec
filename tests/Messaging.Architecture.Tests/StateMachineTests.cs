using Messaging.Lifecycle.Sagas;

namespace Messaging.Architecture.Tests;

public sealed class StateMachineTests
{
    private static readonly SourceFile[] Files =
        [
            .. Repository.Delivered.Where(
                file => Path.GetFileName(file.Path) is "TaskStateMachine.cs" or "TaskTransitions.cs" or "EventMerge.cs"),
        ];

    [Fact]
    public void The_state_machine_needs_nothing() =>
        typeof(TaskStateMachine).GetConstructors().ShouldHaveSingleItem().GetParameters().ShouldBeEmpty();

    [Theory]
    [InlineData("ThenAsync", "it does no I/O")]
    [InlineData("async ", "it does no I/O")]
    [InlineData("await ", "it does no I/O")]
    [InlineData("Finalize()", "it would delete the row, and the result with it")]
    [InlineData("SetCompleted", "it would delete the row, and the result with it")]
    [InlineData("TimeProvider", "the same events must always leave the same row")]
    [InlineData("Random", "the same events must always leave the same row")]
    public void The_state_machine_is_a_table_of_transitions_and_nothing_else(string forbidden, string because)
    {
        Files.Length.ShouldBe(3);
        Files.SelectMany(file =>
            file.Code.Where(line => line.Text.Contains(forbidden, StringComparison.Ordinal))
                .Select(line => $"{file.Path}:{line.Number} {forbidden}: {because}"))
            .ShouldBeEmpty();
    }

    [Fact]
    public void There_is_one_state_machine() =>
        Repository.Delivered.Where(
            file => file.Code.Any(line => line.Text.Contains(": MassTransitStateMachine<", StringComparison.Ordinal)))
            .Select(file => Path.GetFileName(file.Path))
            .ShouldBe(["TaskStateMachine.cs"]);
}
