using Messaging.Contracts;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Failures;

public sealed class FailureFingerprintTests
{
    private const string Stack = """
        System.InvalidOperationException: Order 17 is closed.
           at Shop.Orders.Close(Int32 order) in /home/ann/shop/Orders.cs:line 12
           at Shop.Handler.<Run>d__5.MoveNext()
        """;

    private const string SameFromElsewhere = """
        System.InvalidOperationException: Order 42 is closed, says Bob.
           at Shop.Orders.Close(Int32 order) in C:\build\shop\Orders.cs:line 14
           at Shop.Handler.<Run>d__7.MoveNext()
        """;

    [Fact]
    public void Stacks_that_differ_in_messages_files_lines_and_numbers_are_one_cause() =>
        Of("x", "m", Stack).ShouldBe(Of("x", "n", SameFromElsewhere));

    [Fact]
    public void Frames_of_the_framework_count_only_where_there_are_no_others()
    {
        Of("x", "m", "   at System.Net.Http.A()\n   at Shop.B()")
            .ShouldBe(Of("x", "m", "   at Shop.B()\n   at System.Net.Http.C()\n   at Microsoft.D()"));
        Of("x", "m", "   at System.Net.Http.A()").ShouldNotBe(Of("x", "m", "   at System.Net.Http.C()"));
    }

    [Fact]
    public void Stacks_with_other_frames_and_errors_of_other_types_are_other_causes()
    {
        Of("x", "m", Stack).ShouldNotBe(Of("y", "m", Stack));
        Of("x", "m", Stack).ShouldNotBe(Of("x", "m", Stack.Replace("Orders.Close", "Orders.Open", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Order 17 is closed.", "Order 4711 is closed.")]
    [InlineData("No file /var/data/a.csv.", "No file /tmp/b.csv.")]
    [InlineData(@"No file C:\data\a.csv", @"No file D:\b.csv")]
    [InlineData("Task 0197a000-0000-7000-8000-000000000001 is gone", "Task ffffffff-0000-7000-8000-00000000000a is gone")]
    [InlineData("Connection to http://10.0.0.1:8080/x refused", "Connection to http://example.com/y refused")]
    [InlineData("Connection to 10.0.0.1:8080 refused", "Connection to 192.168.0.7:80 refused")]
    [InlineData("No mailbox ann@example.com here", "No mailbox bob@example.org here")]
    [InlineData("Violation at 0x7ffe01", "Violation at 0x00ab12")]
    [InlineData("Trace 4bf92f3577b34da6a3ce929d0e0e4736 lost", "Trace 0af7651916cd43dd8448eb211c80319c lost")]
    public void Messages_without_stack_that_differ_in_what_varies_are_one_cause(string left, string right) =>
        Of("x", left).ShouldBe(Of("x", right));

    [Fact]
    public void Messages_that_say_something_else_are_other_causes() =>
        Of("x", "The order is closed.").ShouldNotBe(Of("x", "The order is open."));

    [Fact]
    public void A_stack_of_another_language_counts_as_a_whole()
    {
        Of("x", "m", "File \"/app/a.py\", line 3, in close").ShouldBe(Of("x", "m", "File \"/srv/a.py\", line 9, in close"));
        Of("x", "m", "File \"/app/a.py\", line 3, in close").ShouldNotBe(Of("x", "m", "File \"/app/a.py\", line 3, in open"));
    }

    [Fact]
    public void A_fingerprint_is_short_and_stays_what_it_is()
    {
        Of("boom", "Boom").ShouldBe("34b5f1f3341c6d51");
        FailureFingerprint.IsValid(Of("boom", "Boom")).ShouldBeTrue();
        FailureFingerprint.IsValid("x").ShouldBeFalse();
        FailureFingerprint.IsValid(null).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("a@")]
    [InlineData("1.")]
    [InlineData("ab0")]
    [InlineData("://x")]
    public void The_largest_errors_take_no_time_worth_mentioning(string repeated)
    {
        var text = string.Concat(Enumerable.Repeat(repeated, 16 * 1024 / repeated.Length));
        var start = TimeProvider.System.GetTimestamp();

        Of("x", text);

        TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    private static string Of(string type, string message, string? stack = null) =>
        FailureFingerprint.Of(new TaskError { Type = type, Message = message, Stack = stack });
}
