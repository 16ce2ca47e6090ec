namespace Messaging.Architecture.Tests;

public sealed class SuppressionTests
{
    [Fact]
    public void Every_suppressed_warning_has_a_reason() =>
        Repository.All
            .SelectMany(file => file.Code
                .Where(
                    line => line.Text.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal) && !HasReason(line.Text))
                .Select(line => $"{file.Path}:{line.Number} {line.Text.Trim()}"))
            .ShouldBeEmpty();

    [Fact]
    public void Every_suppressed_warning_is_named() =>
        Repository.All
            .SelectMany(file => file.Code
                .Where(line => line.Text.Split("//")[0].Trim() is "#pragma warning disable" or "#nullable disable")
                .Select(line => $"{file.Path}:{line.Number} {line.Text.Trim()}"))
            .ShouldBeEmpty();

    [Fact]
    public void Every_suppression_attribute_has_a_reason() =>
        Repository.All
            .SelectMany(file => file.Code
                .Where(line =>
                    line.Text.TrimStart().StartsWith("[SuppressMessage(", StringComparison.Ordinal)
                        && !Attribute(file, line.Number).Contains("Justification = \"", StringComparison.Ordinal))
                .Select(line => $"{file.Path}:{line.Number} {line.Text.Trim()}"))
            .ShouldBeEmpty();

    private static string Attribute(SourceFile file, int number) => string.Concat(file.Lines.Skip(number - 1).Take(3)).Split(")]")[0];

    /// <summary>A reason is a sentence: three words at least.</summary>
    private static bool HasReason(string line) =>
        line.Split("//", 2) is [_, var reason] && reason.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= 3;
}
