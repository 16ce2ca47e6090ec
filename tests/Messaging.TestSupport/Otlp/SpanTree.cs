using System.Text;

namespace Messaging.TestSupport.Otlp;

/// <summary>The spans of one trace by who is whose child. Prints as an indented text, for when a test fails.</summary>
public sealed class SpanTree
{
    private readonly ILookup<string, ReceivedSpan> _children;
    private readonly HashSet<string> _ids;

    public SpanTree(IEnumerable<ReceivedSpan> spans)
    {
        Spans = [.. spans.OrderBy(span => span.Start)];
        _ids = [.. Spans.Select(span => span.SpanId)];
        _children = Spans.ToLookup(span => span.ParentSpanId);
    }

    /// <summary>All of them, by their start.</summary>
    public IReadOnlyList<ReceivedSpan> Spans { get; }

    /// <summary>Those without a parent, and those whose parent was not received.</summary>
    public IEnumerable<ReceivedSpan> Roots => Spans.Where(span => !_ids.Contains(span.ParentSpanId));

    /// <summary>Those whose parent was not received though they have one.</summary>
    public IEnumerable<ReceivedSpan> Orphans => Roots.Where(span => span.ParentSpanId.Length > 0);

    public IEnumerable<ReceivedSpan> Children(ReceivedSpan span) => _children[span.SpanId];

    public IEnumerable<ReceivedSpan> Descendants(ReceivedSpan span) =>
        Children(span).SelectMany(child => Descendants(child).Prepend(child));

    /// <summary>The parent; <see langword="null"/> for a root.</summary>
    public ReceivedSpan? Parent(ReceivedSpan span) => Spans.FirstOrDefault(other => other.SpanId == span.ParentSpanId);

    /// <summary>From the parent up to the root.</summary>
    public IEnumerable<ReceivedSpan> Ancestors(ReceivedSpan span) => Parent(span) is { } parent ? Ancestors(parent).Prepend(parent) : [];

    /// <summary>The spans with a name, of one service where it matters.</summary>
    public IEnumerable<ReceivedSpan> Named(string name, string? service = null) =>
        Spans.Where(span => span.Name == name && (service is null || span.Service == service));

    /// <summary>The only span with a name; fails with the whole tree when there is none, or another.</summary>
    public ReceivedSpan Only(string name, string? service = null) =>
        Named(name, service).ToArray() is [var span]
            ? span
            : throw new InvalidOperationException($"Not one span '{name}'{(service is null ? "" : $" of {service}")} in:\n{this}");

    /// <summary>The spans of this trace that a span points to.</summary>
    public IEnumerable<ReceivedSpan> LinkedFrom(ReceivedSpan span) =>
        Spans.Where(other => span.Links.Any(link => link.SpanId == other.SpanId && link.TraceId == other.TraceId));

    /// <summary>The spans that point to a span.</summary>
    public IEnumerable<ReceivedSpan> LinkedTo(ReceivedSpan span) =>
        Spans.Where(other => other.Links.Any(link => link.SpanId == span.SpanId && link.TraceId == span.TraceId));

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine();
        foreach (var root in Roots)
        {
            Print(text, root, depth: 0);
        }

        return text.ToString();
    }

    private void Print(StringBuilder text, ReceivedSpan span, int depth)
    {
        text.Append(' ', depth * 2).Append(span.ParentSpanId.Length > 0 && depth == 0 ? "(parent missing) " : "").Append(span).AppendLine();
        foreach (var child in Children(span))
        {
            Print(text, child, depth + 1);
        }
    }
}
