using System.Collections;

namespace Messaging.Tasks.Tests.Running;

/// <summary>Exceptions whose own members do what members of an exception should not.</summary>
public static class HostileExceptions
{
    private const int Deep = 100_000;

    public static TheoryData<string> Names => [.. Makers.Keys];

    private static Dictionary<string, Func<Exception>> Makers { get; } = new()
    {
        ["message is null"] = () => new Odd { TheMessage = () => null! },
        ["message throws"] = () => new Odd { TheMessage = () => throw new InvalidOperationException("The message is broken.") },
        ["text throws"] = () => new Odd { TheText = () => throw new InvalidOperationException("The text is broken.") },
        ["text is null"] = () => new Odd { TheText = () => null! },
        ["stack throws"] = () => new Odd { TheStack = () => throw new InvalidOperationException("The stack is broken.") },
        ["everything throws"] = () => new Odd
        {
            TheMessage = () => throw new InvalidOperationException(),
            TheText = () => throw new InvalidOperationException(),
            TheStack = () => throw new InvalidOperationException(),
        },
        ["a member throws itself"] = () =>
        {
            var odd = new Odd();
            odd.TheMessage = () => throw odd;
            odd.TheText = () => throw odd;
            return odd;
        },
        ["message is half a character"] = () => new IOException("\ud83d"),
        ["message is cut within a character"] = () => new IOException(string.Concat(new string('x', (4 * 1024) - 2), "\ud83d\ude00", "y")),
        ["inner exceptions that break"] = () =>
            new IOException("Outer.", new Odd { TheText = () => throw new InvalidOperationException(), TheMessage = () => null! }),
        ["a reason that throws"] = () => new OddReason(() => throw new InvalidOperationException()),
        ["a reason that is null"] = () => new OddReason(() => null!),
        ["a reason that is empty"] = () => new OddReason(() => " "),
        ["a reason without end"] = () => new OddReason(() => new string('x', 10_000_000)),
        ["wrapped a hundred thousand times"] = () =>
            Enumerable.Range(0, Deep)
                .Aggregate<int, Exception>(new IOException("Innermost."), (inner, _) => new IOException("Outer.", inner)),
        ["aggregated a hundred thousand times"] = () =>
            Enumerable.Range(0, Deep).Aggregate<int, Exception>(new IOException("Innermost."), (inner, _) => new OddAggregate(inner)),
        ["a million side by side"] = () => new AggregateException(Enumerable.Repeat(new IOException("One of many."), 1_000_000)),
        ["a tree of a billion"] = () =>
            Enumerable.Range(0, 30).Aggregate<int, Exception>(new IOException("Leaf."), (inner, _) => new OddAggregate(inner, inner)),
    };

    public static Exception Of(string name) => Makers[name]();

    private sealed class Odd : Exception
    {
        public Func<string>? TheMessage { get; set; }

        public Func<string>? TheText { get; set; }

        public Func<string>? TheStack { get; init; }

        public override string Message => TheMessage is null ? "Odd." : TheMessage();

        public override string? StackTrace => TheStack is null ? base.StackTrace : TheStack();

        public override string? Source { get => throw new InvalidOperationException(); set => throw new InvalidOperationException(); }

        public override string? HelpLink { get => throw new InvalidOperationException(); set => throw new InvalidOperationException(); }

        public override IDictionary Data => throw new InvalidOperationException();

        public override Exception GetBaseException() => throw new InvalidOperationException();

        public override string ToString() => TheText is null ? base.ToString() : TheText();

        public override bool Equals(object? obj) => throw new InvalidOperationException();

        public override int GetHashCode() => throw new InvalidOperationException();
    }

    private sealed class OddReason(Func<string> reason) : PermanentTaskException
    {
        public override string Reason => reason();
    }

    /// <summary>The framework's own constructor would put all messages into one.</summary>
    private sealed class OddAggregate(params Exception[] inner) : AggregateException("Several.", inner);
}
