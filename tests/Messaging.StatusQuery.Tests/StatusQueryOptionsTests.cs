using System.ComponentModel.DataAnnotations;

namespace Messaging.StatusQuery.Tests;

public sealed class StatusQueryOptionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http://localhost:16686/trace/{traceId}")]
    [InlineData("https://traces.example/search?id={traceId}&limit=1")]
    public void A_trace_url_is_an_address_with_a_place_for_the_trace(string? url) => Errors(url).ShouldBeEmpty();

    [Theory]
    [InlineData("http://localhost:16686/trace/")]
    [InlineData("localhost:16686/{traceId}")]
    [InlineData("javascript:alert('{traceId}')")]
    public void Any_other_is_refused_with_a_sentence(string url) =>
        Errors(url).Single().ErrorMessage!.ShouldStartWith("StatusQuery:TraceUrl must be an http or https address with {traceId} in it");

    [Fact]
    public void The_link_to_a_trace_names_it() =>
        new StatusQueryOptions { TraceUrl = "http://j/trace/{traceId}?a={traceId}" }
            .TraceUrlOf("0af7")
            .ShouldBe("http://j/trace/0af7?a=0af7");

    [Fact]
    public void Without_a_setting_or_a_trace_there_is_no_link()
    {
        new StatusQueryOptions().TraceUrlOf("0af7").ShouldBeNull();
        new StatusQueryOptions { TraceUrl = "http://j/{traceId}" }.TraceUrlOf(null).ShouldBeNull();
    }

    private static ValidationResult[] Errors(string? url)
    {
        var options = new StatusQueryOptions { TraceUrl = url };
        return [.. options.Validate(new ValidationContext(options))];
    }
}
