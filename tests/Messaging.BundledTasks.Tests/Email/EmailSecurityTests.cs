using Messaging.TestSupport;
using Microsoft.Extensions.Options;

namespace Messaging.BundledTasks.Tests.Email;

public sealed class EmailSecurityTests
{
    [Fact]
    public async Task A_server_that_asks_for_a_password_gets_it()
    {
        await using var server = await SmtpServer.Start("--password", "secret");
        await using var tasks = new WorkerTasks(
            [.. SendEmailTests.Settings(server.Port), ("Tasks:Email:UserName", "reports"), ("Tasks:Email:Password", "secret")]);

        await tasks.Succeed("email.send", SendEmailTests.To("ann@example.com"));

        server.Messages().ShouldHaveSingleItem().Authenticated.ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_password_sends_nothing()
    {
        await using var server = await SmtpServer.Start("--password", "secret");
        await using var tasks = new WorkerTasks(
            [.. SendEmailTests.Settings(server.Port), ("Tasks:Email:UserName", "reports"), ("Tasks:Email:Password", "wrong")]);

        (await tasks.Run("email.send", SendEmailTests.To("ann@example.com"))).ShouldFailForGood();

        server.Messages().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_without_starttls_is_not_used_when_it_is_asked_for()
    {
        await using var server = await SmtpServer.Start();
        await using var tasks = new WorkerTasks(SendEmailTests.Settings(server.Port, "StartTls"));

        (await tasks.Run("email.send", SendEmailTests.To("ann@example.com"))).ShouldBeRetried();

        server.Messages().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_wants_a_password_when_none_is_set_fails_for_good()
    {
        await using var server = await SmtpServer.Start("--password", "secret");
        await using var tasks = new WorkerTasks(SendEmailTests.Settings(server.Port));

        (await tasks.Run("email.send", SendEmailTests.To("ann@example.com"))).ShouldFailForGood().Message.ShouldContain("credentials");
    }

    [Theory]
    [InlineData("StartTls")]
    [InlineData("Tls", "--implicit-tls")]
    public async Task A_message_and_its_credentials_go_by_tls_to_a_server_that_an_authority_of_ones_own_vouches_for(
        string security, params string[] options)
    {
        using var files = new TemporaryDirectory();
        var authority = await TestAuthority.Create(files.Path);
        await authority.Issue("server", "DNS:localhost");
        await using var server = await SmtpServer.Start(
            ["--certificate", authority.CertificateOf("server"), "--key", authority.KeyOf("server"), "--password", "secret", .. options]);
        await using var tasks = new WorkerTasks(
        [
            .. SendEmailTests.Settings(server.Port, security), ("Tasks:Email:CertificateAuthority", authority.Certificate),
            ("Tasks:Email:UserName", "reports"), ("Tasks:Email:Password", "secret"),
        ]);

        await tasks.Succeed("email.send", SendEmailTests.To("ann@example.com"));

        var message = server.Messages().ShouldHaveSingleItem();
        message.Encrypted.ShouldBeTrue();
        message.Authenticated.ShouldBeTrue();
    }

    [Theory]
    [InlineData("StartTls", "DNS:localhost", false)]
    [InlineData("Tls", "DNS:localhost", false, "--implicit-tls")]
    [InlineData("StartTls", "DNS:mail.example.com", true)]
    [InlineData("Tls", "DNS:mail.example.com", true, "--implicit-tls")]
    public async Task A_certificate_that_nobody_vouches_for_or_that_is_anothers_is_not_trusted(
        string security, string subject, bool isAuthorityTrusted, params string[] options)
    {
        using var files = new TemporaryDirectory();
        var authority = await TestAuthority.Create(files.Path);
        await authority.Issue("server", subject);
        await using var server = await SmtpServer.Start(
            ["--certificate", authority.CertificateOf("server"), "--key", authority.KeyOf("server"), .. options]);
        await using var tasks = new WorkerTasks(
            [
                .. SendEmailTests.Settings(server.Port, security),
                ("Tasks:Email:CertificateAuthority", isAuthorityTrusted ? authority.Certificate : null),
            ]);

        var error = (await tasks.Run("email.send", SendEmailTests.To("ann@example.com"))).ShouldBeRetried();

        error.ToString().ShouldContain("certificate");
        server.Messages().ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_server_the_worker_starts_and_the_task_says_what_to_set()
    {
        await using var tasks = new WorkerTasks();
        tasks.Validate();

        (await tasks.Run("email.send", SendEmailTests.To("ann@example.com"))).ShouldFailForGood().Message.ShouldContain("Tasks:Email:Host");
    }

    [Theory]
    [InlineData("From", null)]
    [InlineData("From", "nobody")]
    [InlineData("Port", "0")]
    [InlineData("Timeout", "00:00:00")]
    [InlineData("Security", "7")]
    [InlineData("CertificateAuthority", "/nowhere/authority.pem")]
    [InlineData("UserName", "reports")]
    [InlineData("Password", "secret")]
    public async Task Options_that_cannot_work_stop_the_start(string option, string? value)
    {
        await using var tasks = new WorkerTasks([.. SendEmailTests.Settings(587), ($"Tasks:Email:{option}", value)]);

        Should.Throw<OptionsValidationException>(tasks.Validate).Message.ShouldContain(option is "UserName" ? "Password" : option);
    }

    [Fact]
    public async Task A_password_that_others_could_read_stops_the_start()
    {
        await using var tasks = new WorkerTasks(
        [
            .. SendEmailTests.Settings(587), (
                "Tasks:Email:Host", "mail.example.com"), ("Tasks:Email:UserName", "reports"), ("Tasks:Email:Password", "secret"),
        ]);

        Should.Throw<OptionsValidationException>(tasks.Validate).Message.ShouldContain("StartTls");
    }

    [Fact]
    public async Task An_authority_without_tls_stops_the_start()
    {
        using var files = new TemporaryDirectory();
        var authority = await TestAuthority.Create(files.Path);
        await using var tasks = new WorkerTasks(
            [.. SendEmailTests.Settings(587), ("Tasks:Email:CertificateAuthority", authority.Certificate)]);

        Should.Throw<OptionsValidationException>(tasks.Validate).Message.ShouldContain("is for TLS");
    }
}
