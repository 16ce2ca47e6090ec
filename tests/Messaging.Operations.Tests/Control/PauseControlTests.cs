using Messaging.Lifecycle.Pauses;
using Messaging.Operations.Control;

namespace Messaging.Operations.Tests.Control;

public sealed class PauseControlTests
{
    [Theory]
    [InlineData(PauseKind.Queue, "reports.monthly", null)]
    [InlineData(PauseKind.Queue, "Not A Queue", "Must be 1 to 64 lower-case letters, digits, dots, hyphens and underscores.")]
    [InlineData(PauseKind.Type, "Any Name", null)]
    public void A_queue_that_cannot_be_is_not_paused(PauseKind kind, string name, string? fault) =>
        PauseControl.FaultOf(kind, name).ShouldBe(fault);

    [Fact]
    public void The_name_of_a_type_has_100_characters_at_most()
    {
        PauseControl.FaultOf(PauseKind.Type, new string('x', 100)).ShouldBeNull();
        PauseControl.FaultOf(PauseKind.Type, new string('x', 101)).ShouldBe("Must be 1 to 100 characters.");
    }
}
