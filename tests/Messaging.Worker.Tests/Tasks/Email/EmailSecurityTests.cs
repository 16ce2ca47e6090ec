using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Tests.Tasks.Email;

public sealed class EmailSecurityTests
{
    [Fact]
    public async Task A_server_that_asks_for_a_password_gets_it()
    {
        await using var server = await SmtpServer.Start("--password", "secret");
        await using var tasks = new WorkerTasks([.. SendEmailTests.Settings(server.Port), ("Tasks:Email:UserName", "reports"), ("Tasks:Email:Password", "secret")]);

        await tasks.Succeed("email.send", SendEmailTests.To("ann@example.com"));

        server.Messages().ShouldHaveSingleItem().Authenticated.ShouldBeTrue();
    }

    [Fact]
    public async Task A_wrong_password_sends_nothing()
    {
        await using var server = await SmtpServer.Start("--password", "secret");
        await using var tasks = new WorkerTasks([.. SendEmailTests.Settings(server.Port), ("Tasks:Email:UserName", "reports"), ("Tasks:Email:Password", "wrong")]);

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
    public async Task A_certificate_that_nobody_vouches_for_is_not_trusted()
    {
        using var files = new TemporaryDirectory();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var today = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(today.AddDays(-1), today.AddDays(1));
        await File.WriteAllTextAsync(files.File("certificate.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(files.File("key.pem"), key.ExportPkcs8PrivateKeyPem());
        await using var server = await SmtpServer.Start("--certificate", files.File("certificate.pem"), "--key", files.File("key.pem"));
        await using var tasks = new WorkerTasks(SendEmailTests.Settings(server.Port, "StartTls"));

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
            .. SendEmailTests.Settings(587), ("Tasks:Email:Host", "mail.example.com"), ("Tasks:Email:UserName", "reports"), ("Tasks:Email:Password", "secret"),
        ]);

        Should.Throw<OptionsValidationException>(tasks.Validate).Message.ShouldContain("StartTls");
    }
}
