using Messaging.Tasks.Running;

namespace Messaging.Tasks.Tests.Running;

public sealed class TaskErrorsTests
{
    [Fact]
    public void An_exception_is_named_by_its_type_and_keeps_message_and_stack()
    {
        var error = TaskErrors.From(Thrown(new IOException("The disk is full.")));

        error.Type.ShouldBe("System.IO.IOException");
        error.Message.ShouldBe("The disk is full.");
        error.Stack.ShouldNotBeNull().ShouldContain(nameof(Thrown));
    }

    [Fact]
    public void A_permanent_error_is_named_by_its_reason() =>
        TaskErrors.From(new PermanentTaskException("No.")).Type.ShouldBe("permanent");

    [Fact]
    public void Wrong_arguments_carry_no_stack()
    {
        var error = TaskErrors.From(Thrown(new InvalidArgumentsException("'a': missing.")));

        error.Type.ShouldBe("invalid-arguments");
        error.Message.ShouldBe("'a': missing.");
        error.Stack.ShouldBeNull();
    }

    [Fact]
    public void Message_and_stack_together_are_bounded()
    {
        var error = TaskErrors.From(Thrown(new IOException(new string('x', 1_000_000))));

        (error.Message.Length + error.Stack!.Length).ShouldBeLessThanOrEqualTo(TaskErrors.TextLimit);
        error.Message.ShouldEndWith("…");
        error.Stack.ShouldEndWith("…");
    }

    [Fact]
    public void A_text_at_the_limit_is_not_cut()
    {
        var text = new string('x', 4 * 1024);

        TaskErrors.From(new IOException(text)).Message.ShouldBe(text);
    }

    [Fact]
    public void A_timeout_says_how_long_the_attempt_had_and_whether_it_gave_up()
    {
        TaskErrors.TimedOut(TimeSpan.FromSeconds(5), handlerLeftBehind: false).Message.ShouldBe("The attempt ran longer than 00:00:05.");
        TaskErrors.TimedOut(TimeSpan.FromSeconds(5), handlerLeftBehind: true).Message.ShouldContain("ignored its cancellation token");
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught) when (ReferenceEquals(caught, exception))
        {
            return caught;
        }
    }
}
