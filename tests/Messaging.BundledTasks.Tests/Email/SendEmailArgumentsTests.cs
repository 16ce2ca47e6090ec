using System.Globalization;

namespace Messaging.BundledTasks.Tests.Email;

#pragma warning disable CA1001 // The test framework disposes of it through IAsyncLifetime.
public sealed class SendEmailArgumentsTests : IAsyncLifetime
#pragma warning restore CA1001
{
    // No mail server is there: arguments are refused before one is asked.
    private readonly WorkerTasks _tasks = new(SendEmailTests.Settings(port: 1));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _tasks.DisposeAsync();

    [Theory]
    [InlineData("ann@example.com")]
    [InlineData("ann.o'neil+news@mail.example.co.uk")]
    [InlineData("<ann@example.com>")]
    [InlineData("Ann Müller <ann@example.com>")]
    [InlineData("\"Müller, Ann\" <ann@example.com>")]
    [InlineData("root@localhost")]
    [InlineData("änn@example.com")]
    [InlineData("ann@exämple.com")]
    [InlineData("用户 <用户@例子.广告>")]
    public async Task An_address_may_have_a_name(string address) =>
        (await _tasks.Run("email.send", SendEmailTests.To(address))).ShouldBeRetried();

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("ann@")]
    [InlineData("@example.com")]
    [InlineData("ann@example.com, bob@example.com")]
    [InlineData("ann@example.com, Bob <bob@example.com>")]
    [InlineData("Ann <ann@example.com> <bob@example.com>")]
    [InlineData("Ann <ann@example.com>, bob@example.com")]
    [InlineData("ann@example.com> SIZE=1")]
    [InlineData("ann@-example.com")]
    [InlineData("ann@example..com")]
    [InlineData("ann@example.com\r\nBcc: eve@example.com")]
    [InlineData("Ann\n <ann@example.com>")]
    [InlineData("\"a b\"@example.com")]
    [InlineData("ann@[127.0.0.1]")]
    [InlineData("Ann, Müller <ann@example.com>")]
    [InlineData("friends: ann@example.com;")]
    [InlineData("<@relay.example.com:ann@example.com>")]
    [InlineData("a..nn@example.com")]
    [InlineData("ann@exam_ple.com")]
    [InlineData("an\u200Bn@example.com")]
    [InlineData("\u202Eann@example.com")]
    [InlineData("=?utf-8?q?Ann=0D=0ABcc:_eve=40example.com?= <ann@example.com>")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345@example.com")]
    [InlineData("ann@a234567890123456789012345678901234567890123456789012345678901234.com")]
    [InlineData(null)]
    public async Task What_is_not_an_address_is_refused(string? address)
    {
        var good = new[] { "bob@example.com" };

        (await _tasks.Run("email.send", new { to = new[] { "bob@example.com", address }, subject = "Hi", text = "Hi" }))
            .ShouldBlame(address is null ? "to[1]" : "to");
        (await _tasks.Run("email.send", new { to = good, cc = new[] { address }, subject = "Hi", text = "Hi" }))
            .ShouldBlame(address is null ? "cc[0]" : "cc");
        (await _tasks.Run("email.send", new { to = good, bcc = new[] { address }, subject = "Hi", text = "Hi" }))
            .ShouldBlame(address is null ? "bcc[0]" : "bcc");
        if (address is not null)
        {
            (await _tasks.Run("email.send", new { to = good, replyTo = address, subject = "Hi", text = "Hi" })).ShouldBlame("replyTo");
        }
    }

    [Theory]
    [InlineData("Hi\r\nBcc: eve@example.com")]
    [InlineData("Hi\nthere")]
    [InlineData("Hi\u0000")]
    [InlineData("")]
    public async Task A_subject_is_one_line(string subject) =>
        (await _tasks.Run("email.send", new { to = new[] { "ann@example.com" }, subject, text = "Hi" })).ShouldBlame("subject");

    [Fact]
    public async Task Counts_and_sizes_are_bounded()
    {
        var many = Enumerable.Range(0, 51).Select(index => string.Create(CultureInfo.InvariantCulture, $"a{index}@example.com"));

        (await _tasks.Run("email.send", SendEmailTests.To([.. many]))).ShouldBlame("to");
        (await _tasks.Run("email.send", SendEmailTests.To())).ShouldBlame("to");
        (await _tasks.Run("email.send", new { to = new[] { "ann@example.com" }, subject = "Hi" })).ShouldBlame("text");
        (await _tasks.Run("email.send", new { to = new[] { "ann@example.com" }, subject = "Hi", text = new string('x', 200_001) }))
            .ShouldBlame("text");
        (await _tasks.Run("email.send", new { to = new[] { "ann@example.com" }, subject = new string('x', 501), text = "Hi" }))
            .ShouldBlame("subject");
    }
}
