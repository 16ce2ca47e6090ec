using System.Globalization;
using Messaging.Tasks;
using Messaging.TestSupport;

namespace Messaging.BundledTasks.Tests.Email;

#pragma warning disable CA1001 // The test framework disposes of them through IAsyncLifetime.
public sealed class SendEmailTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private SmtpServer _server = null!;
    private WorkerTasks _tasks = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SmtpServer.Start();
        _tasks = new WorkerTasks(Settings(_server.Port));
    }

    public async ValueTask DisposeAsync()
    {
        await _tasks.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_message_arrives_with_all_that_it_was_given()
    {
        var id = Guid.NewGuid();

        var result = await _tasks.Succeed("email.send", new
        {
            to = new[] { "Ann Müller <ann@example.com>", "bob@example.com" },
            cc = new[] { "carol@example.com" },
            bcc = new[] { "dave@example.com" },
            replyTo = "answers@example.com",
            subject = "Zahlen für März: 100 €",
            text = "Grüße\n.\n..\nEnde",
            html = "<p>Grüße</p>",
        }, id);

        var message = _server.Messages().ShouldHaveSingleItem();
        message.Sender.ShouldBe("reports@example.com");
        message.Recipients.ShouldBe(["ann@example.com", "bob@example.com", "carol@example.com", "dave@example.com"], ignoreOrder: true);
        message.Headers["from"].ShouldBe("Reports <reports@example.com>");
        message.Headers["to"].ShouldBe("Ann Müller <ann@example.com>, bob@example.com");
        message.Headers["cc"].ShouldBe("carol@example.com");
        message.Headers["reply-to"].ShouldBe("answers@example.com");
        message.Headers["subject"].ShouldBe("Zahlen für März: 100 €");
        message.Headers["message-id"].ShouldBe($"<{id:N}@example.com>");
        message.Headers.Values.ShouldNotContain(value => value.Contains("dave", StringComparison.Ordinal));
        message.Text!.ReplaceLineEndings("\n").TrimEnd().ShouldBe("Grüße\n.\n..\nEnde");
        message.Html!.TrimEnd().ShouldBe("<p>Grüße</p>");
        result.GetProperty("accepted").GetInt32().ShouldBe(4);
        result.GetProperty("refused").GetArrayLength().ShouldBe(0);
        result.GetProperty("messageId").GetString().ShouldBe(message.Headers["message-id"]);
        _tasks.Logs.Lines.ShouldHaveSingleItem().ShouldNotContain("@");
    }

    [Fact]
    public async Task A_repeated_attempt_sends_the_same_message_id()
    {
        var id = Guid.NewGuid();

        await _tasks.Succeed("email.send", To("ann@example.com"), id, attempt: 1);
        await _tasks.Succeed("email.send", To("ann@example.com"), id, attempt: 2);

        _server.Messages().Select(message => message.Headers["message-id"]).Distinct().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("gone@example.com")]
    [InlineData("spam@example.com")]
    public async Task What_the_server_refuses_for_good_fails_for_good(string recipient) =>
        (await _tasks.Run("email.send", To(recipient))).ShouldFailForGood().Message.ShouldContain("The mail server refuses");

    [Theory]
    [InlineData("busy@example.com")]
    [InlineData("later@example.com")]
    public async Task What_the_server_cannot_do_now_is_retried(string recipient) =>
        (await _tasks.Run("email.send", To(recipient))).ShouldBeRetried();

    [Fact]
    public async Task Recipients_of_whom_one_may_be_there_later_are_retried() =>
        (await _tasks.Run("email.send", To("gone@example.com", "busy@example.com"))).ShouldBeRetried();

    [Fact]
    public async Task Recipients_who_are_all_gone_fail_for_good() =>
        (await _tasks.Run("email.send", To("gone@example.com", "gone2@example.com"))).ShouldFailForGood();

    [Fact]
    public async Task A_message_that_some_recipients_got_is_sent_and_names_the_others()
    {
        var result = await _tasks.Succeed("email.send", To("ann@example.com", "gone@example.com", "busy@example.com"));

        _server.Messages().ShouldHaveSingleItem().Recipients.ShouldBe(["ann@example.com"]);
        result.GetProperty("accepted").GetInt32().ShouldBe(1);
        result.GetProperty("refused").EnumerateArray().Select(refusal => refusal.GetProperty("address").GetString())
            .ShouldBe(["gone@example.com", "busy@example.com"]);
        result.GetProperty("refused")[0].GetProperty("reason").GetString().ShouldNotBeNull().ShouldContain("No such mailbox");
    }

    [Fact]
    public async Task Whoever_is_named_twice_counts_once()
    {
        var result = await _tasks.Succeed(
            "email.send", new { to = new[] { "ann@example.com" }, cc = new[] { "Ann <ann@example.com>" }, subject = "Hi", text = "Hello" });

        _server.Messages().ShouldHaveSingleItem().Recipients.ShouldBe(["ann@example.com"]);
        result.GetProperty("accepted").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_message_is_dated_by_the_clock_of_the_worker()
    {
        await _tasks.Succeed("email.send", To("ann@example.com"));

        DateTimeOffset.Parse(_server.Messages().Single().Headers["date"], CultureInfo.InvariantCulture)
            .ShouldBe(_tasks.Clock.GetUtcNow(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_server_that_hangs_up_after_it_took_the_message_is_not_sent_another()
    {
        await _tasks.Succeed("email.send", To("rude@example.com"));

        _server.Messages().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_host_in_another_script_is_written_in_ascii()
    {
        await _tasks.Succeed("email.send", To("Ann <ann@exämple.com>"));

        var message = _server.Messages().ShouldHaveSingleItem();
        message.Recipients.ShouldBe(["ann@xn--exmple-cua.com"]);
        message.Headers["to"].ShouldBe("Ann <ann@xn--exmple-cua.com>");
    }

    [Fact]
    public async Task A_name_in_another_script_needs_a_server_that_knows_it()
    {
        (await _tasks.Run("email.send", To("用户@例子.广告"))).ShouldFailForGood().Message.ShouldContain("SMTPUTF8");

        _server.Messages().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_in_another_script_reaches_a_server_that_knows_it()
    {
        await using var server = await SmtpServer.Start("--smtputf8");
        await using var tasks = new WorkerTasks(Settings(server.Port));

        await tasks.Succeed("email.send", To("用户@例子.广告", "ann@example.com"));

        var message = server.Messages().ShouldHaveSingleItem();
        message.Recipients.ShouldBe(["用户@例子.广告", "ann@example.com"]);
        message.Text.ShouldNotBeNull().TrimEnd().ShouldBe("Hello");
    }

    [Fact]
    public async Task A_server_that_is_down_is_tried_again()
    {
        await _server.Stop();

        (await _tasks.Run("email.send", To("ann@example.com"))).ShouldBeRetried();
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_tried_again()
    {
        var outcome = _tasks.Run("email.send", To("slow@example.com"));
        await Eventually.Is(() => _server.IsSlow);

        _tasks.Clock.Advance(TimeSpan.FromSeconds(30));

        (await outcome).ShouldBeRetried().Message.ShouldBe("The mail server took longer than 00:00:30.");
    }

    [Fact]
    public async Task A_cancelled_attempt_does_not_wait_for_the_server()
    {
        using var stop = new CancellationTokenSource();
        var outcome = _tasks.Run("email.send", To("slow@example.com"), cancellationToken: stop.Token);
        await Eventually.Is(() => _server.IsSlow);

        await stop.CancelAsync();

        (await outcome).ShouldBeOfType<TaskOutcome.Stopped>();
    }

    internal static object To(params string[] recipients) => new { to = recipients, subject = "Hi", text = "Hello" };

    internal static (string Key, string? Value)[] Settings(int port, string security = "None") =>
    [
        ("Tasks:Email:Host", "localhost"),
        ("Tasks:Email:Port", port.ToString(CultureInfo.InvariantCulture)),
        ("Tasks:Email:Security", security),
        ("Tasks:Email:From", "Reports <reports@example.com>"),
    ];
}
