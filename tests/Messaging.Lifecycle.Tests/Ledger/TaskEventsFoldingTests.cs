using System.Collections;
using System.Reflection;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;

namespace Messaging.Lifecycle.Tests.Ledger;

public sealed class TaskEventsFoldingTests
{
    /// <summary>Lines of logs are not about a row.</summary>
    private static readonly PropertyInfo[] Lists =
    [
        .. typeof(TaskEvents).GetProperties().Where(list => list.Name != nameof(TaskEvents.Logged)),
    ];

    private static TaskEvent[] All =>
    [
        Told.Submitted(), Told.Enqueued(), Told.Started(), Told.Progressed(1), Told.Succeeded(),
        Told.AttemptFailed(), Told.Deferred(), Told.CancelRequested(), Told.Canceled(), Told.Expired(),
        Told.Rescheduled(), Told.Replayed(), Told.Parked(), Told.Claimed(),
    ];

    public static TheoryData<TaskEvent> OneOfEach => [.. All];

    [Fact]
    public void Every_list_of_the_contract_holds_a_kind_that_these_tests_know() =>
        Lists.Select(list => list.PropertyType.GetGenericArguments().ShouldHaveSingleItem())
            .ShouldBe(All.Select(item => item.Message.GetType()), ignoreOrder: true);

    [Fact]
    public void Every_kind_folds_into_its_own_list_and_unfolds_again()
    {
        var all = All;
        var folded = all.Fold();

        foreach (var list in Lists)
        {
            var messages = list.GetValue(folded).ShouldBeAssignableTo<IEnumerable>().ShouldNotBeNull(list.Name).Cast<object>();
            messages.ShouldHaveSingleItem().GetType().ShouldBe(list.PropertyType.GetGenericArguments()[0]);
        }

        folded.Unfold().ShouldBe(all, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(OneOfEach))]
    public void Lists_without_events_are_left_out(TaskEvent item)
    {
        var folded = new[] { item }.Fold();

        Lists.Count(list => list.GetValue(folded) is not null).ShouldBe(1);
        folded.Unfold().ShouldBe([item]);
    }

    [Fact]
    public void Events_of_one_kind_keep_their_order_and_their_number()
    {
        TaskEvent[] events = [Told.Progressed(2), Told.Progressed(1), Told.Progressed(2), Told.Progressed(3, id: Guid.Empty)];

        events.Fold().Unfold().ShouldBe(events);
    }

    [Fact]
    public void Nothing_folds_into_an_empty_message_and_unfolds_from_it()
    {
        Array.Empty<TaskEvent>().Fold().ShouldBe(new TaskEvents());
        new TaskEvents().Unfold().ShouldBeEmpty();
    }

    [Fact]
    public void Every_kind_has_an_overload_of_Of()
    {
        var kinds = typeof(TaskEvent)
            .GetMethods()
            .Where(method => method.Name == nameof(TaskEvent.Of))
            .Select(method => method.GetParameters()[0].ParameterType);

        kinds.ShouldBe(Lists.Select(list => list.PropertyType.GetGenericArguments()[0]), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(OneOfEach))]
    public async Task Every_kind_can_be_applied(TaskEvent item)
    {
        var fixture = new LedgerFixture();

        (await fixture.Apply(item)).ShouldHaveSingleItem().IsFirst.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(OneOfEach))]
    public void An_event_of_an_attempt_below_zero_is_refused(TaskEvent item)
    {
        if (item.Message.GetType().GetProperty("Attempt") is not { } attempt)
        {
            return;
        }

        attempt.SetValue(item.Message, -1);

        Should.Throw<TargetInvocationException>(
            () => typeof(TaskEvent).GetMethod(nameof(TaskEvent.Of), [item.Message.GetType()])!.Invoke(null, [item.Message]))
            .InnerException.ShouldBeOfType<ArgumentOutOfRangeException>();
    }
}
