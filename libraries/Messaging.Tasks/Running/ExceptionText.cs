using System.Text;

namespace Messaging.Tasks.Running;

/// <summary>
/// What an exception says of itself, for logs and callers. Its members are its author's code: they may return nothing or throw, and what it
/// wraps may be a chain or a tree so large that
/// the framework's own text of it would exhaust stack or memory.
/// </summary>
internal static class ExceptionText
{
    /// <summary>So many exceptions within one another are written by the framework, more are not.</summary>
    private const int MaxWhole = 100;

    /// <summary>Of more, so many are told of.</summary>
    private const int MaxShown = 20;

    private const int LineLimit = 1024;

    /// <summary>Its message, or a sentence that says why there is none.</summary>
    public static string MessageOf(Exception exception) => exception is AggregateException aggregate && !IsSmall(exception)
        ? $"{aggregate.InnerExceptions.Count} errors occurred, with many more within them."
        : Read(() => exception.Message) ?? $"{NameOf(exception)} has no message that can be read.";

    /// <summary>All that it says, as far as it can be read: never more than its beginning where it is very large.</summary>
    public static string Of(Exception exception) => (IsSmall(exception) ? Read(exception.ToString) : null) ?? Outline(exception);

    /// <summary>The full name of its type.</summary>
    public static string NameOf(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;

    /// <summary>What a member of an exception returns; <see langword="null"/> when it returns nothing, or throws.</summary>
    public static string? Read(Func<string?> member)
    {
        try
        {
            return member();
        }
#pragma warning disable CA1031 // Whatever it throws says nothing of the failure that is looked at.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    /// <summary>The beginning of a text, in whole characters and such as can be encoded.</summary>
    public static string Cut(string text, int limit)
    {
        if (text.Length > limit)
        {
            text = string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[limit - 2]) ? limit - 2 : limit - 1), "…");
        }

        // Half a surrogate pair cannot be written as UTF-8.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    private static bool IsSmall(Exception exception) => Walk(exception).Take(MaxWhole + 1).Count() <= MaxWhole;

    /// <summary>The exception and those within it, outer ones first. Without end where they contain each other.</summary>
    private static IEnumerable<Exception> Walk(Exception exception)
    {
        var waiting = new Stack<IEnumerator<Exception>>();
        waiting.Push(Single(exception).GetEnumerator());
        while (waiting.TryPeek(out var siblings))
        {
            if (!siblings.MoveNext())
            {
                waiting.Pop().Dispose();
                continue;
            }

            yield return siblings.Current;
            waiting.Push(Within(siblings.Current).GetEnumerator());
        }
    }

    private static IEnumerable<Exception> Within(Exception exception) =>
        exception is AggregateException aggregate ? aggregate.InnerExceptions
        : exception.InnerException is { } inner ? Single(inner)
        : [];

    private static IEnumerable<Exception> Single(Exception exception) => [exception];

    private static string Outline(Exception exception)
    {
        var text = new StringBuilder();
        foreach (var one in Walk(exception).Take(MaxShown))
        {
            text.Append(text.Length == 0 ? "" : " ---> ").Append(NameOf(one)).Append(": ").AppendLine(Cut(MessageOf(one), LineLimit));
            if (Read(() => one.StackTrace) is { } stack)
            {
                text.AppendLine(stack);
            }
        }

        return text.ToString();
    }
}
