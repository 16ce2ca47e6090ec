using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;

namespace Messaging.Lifecycle.Tests.Ledger;

public sealed class EventWeightTests
{
    private static readonly int Empty = EventWeight.Of(Told.Enqueued());

    public static TheoryData<TaskEvent, int> Weights => new()
    {
        { Told.Succeeded(result: "[1, 2]"), 6 },
        { Told.Succeeded(result: "\"äö\""), 6 },
        { Told.Succeeded(result: null), 0 },
        { Told.Submitted(arguments: "[12]"), 4 },
        { WithoutArguments(), 0 },
        { Told.AttemptFailed(error: "Boom"), 4 },
        { FailedWith(new TaskError { Type = "boom", Message = "Boom", Stack = "at Boom" }), 11 },
        { Told.Progressed(1, message: "Half"), 4 },
        { Told.Progressed(1), 0 },
        { Told.Parked(), "No handler.".Length },
        { Told.Deferred(reason: "Later."), 6 },
        { Told.Deferred(), 0 },
    };

    [Theory]
    [MemberData(nameof(Weights))]
    public void An_event_weighs_what_it_carries_beside_its_frame(TaskEvent taskEvent, int carried) =>
        (EventWeight.Of(taskEvent) - Empty).ShouldBe(carried);

    [Fact]
    public void A_line_weighs_its_text_beside_its_frame()
    {
        var line = new TaskLogged { TaskId = Told.Id, Attempt = 1, Sequence = 1, LoggedAt = Told.Start, Message = "Twelve chars" };

        EventWeight.Of(line).ShouldBe(Empty + 12);
        Empty.ShouldBe(200);
    }

    private static TaskEvent WithoutArguments() => TaskEvent.Of((TaskSubmitted)Told.Submitted().Message with { Arguments = default });

    private static TaskEvent FailedWith(TaskError error) =>
        TaskEvent.Of((TaskAttemptFailed)Told.AttemptFailed().Message with { Error = error });
}
