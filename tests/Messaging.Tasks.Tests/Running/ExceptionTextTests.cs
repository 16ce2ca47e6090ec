using Messaging.Tasks.Running;

namespace Messaging.Tasks.Tests.Running;

public sealed class ExceptionTextTests
{
    [Fact]
    public void A_hundred_exceptions_within_one_another_are_told_as_the_framework_does()
    {
        var exception = Chain(100);

        ExceptionText.Of(exception).ShouldBe(exception.ToString());
    }

    [Fact]
    public void Of_more_than_a_hundred_the_first_twenty_are_told_each_on_a_line()
    {
        var text = ExceptionText.Of(Chain(101));

        var lines = text.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldBe(
            [.. Enumerable.Range(1, 20).Select(number => $"{(number == 1 ? "" : " ---> ")}System.IO.IOException: Number {number}.")]);
    }

    [Fact]
    public void Of_an_exception_whose_text_cannot_be_read_type_message_and_stack_are_told()
    {
        var text = ExceptionText.Of(Thrown(new Unreadable("No text.")));

        text.ShouldStartWith($"{typeof(Unreadable).FullName}: No text.{Environment.NewLine}");
        text.ShouldContain(nameof(Thrown));
    }

    [Fact]
    public void A_long_message_of_one_among_many_is_cut()
    {
        var text = ExceptionText.Of(new Unreadable(new string('x', 2000)));

        text.ShouldBe($"{typeof(Unreadable).FullName}: {new string('x', 1023)}…{Environment.NewLine}");
    }

    [Fact]
    public void An_exception_without_a_message_is_told_by_its_name()
    {
        ExceptionText.MessageOf(new Silent()).ShouldBe($"{typeof(Silent).FullName} has no message that can be read.");
        ExceptionText.MessageOf(new IOException("The disk is full.")).ShouldBe("The disk is full.");
    }

    [Fact]
    public void Of_very_many_errors_side_by_side_their_number_is_told()
    {
        ExceptionText.MessageOf(Many(100)).ShouldBe("100 errors occurred, with many more within them.");
        ExceptionText.MessageOf(Many(99)).ShouldStartWith("Several. (Number 0.)");
    }

    [Theory]
    [InlineData("abcd", 4, "abcd")]
    [InlineData("abcde", 4, "abc…")]
    [InlineData("a\ud83d\ude00b", 4, "a\ud83d\ude00b")]
    [InlineData("ab\ud83d\ude00c", 4, "ab…")]
    [InlineData("a\ud83d\ude00bc", 4, "a\ud83d\ude00…")]
    public void A_text_is_cut_after_a_whole_character(string text, int limit, string expected) =>
        ExceptionText.Cut(text, limit).ShouldBe(expected);

    [Fact]
    public void Half_a_character_becomes_one_that_can_be_encoded() => ExceptionText.Cut("a\ud83d", 4).ShouldBe("a\ufffd");

    private static IOException Chain(int length) =>
        Enumerable.Range(1, length - 1)
            .Reverse()
            .Aggregate(new IOException($"Number {length}."), (inner, number) => new IOException($"Number {number}.", inner));

    private static AggregateException Many(int count) =>
        new("Several.", Enumerable.Range(0, count).Select(number => new IOException($"Number {number}.")));

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

    private sealed class Unreadable(string message) : Exception(message)
    {
        public override string ToString() => throw new InvalidOperationException();
    }

    private sealed class Silent : Exception
    {
        public override string Message => null!;
    }
}
