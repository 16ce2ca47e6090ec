using System.Globalization;
using Microsoft.Extensions.Options;
using static Messaging.BundledTasks.Tests.Http.ApiServer;

namespace Messaging.BundledTasks.Tests.Http;

public sealed class RequestHttpSafetyTests
{
    private static readonly (string Key, string? Value) PublicOnly = ("Tasks:Http:AllowPrivateNetworks", null);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("0.0.0.0")]
    public async Task This_machine_is_not_called(string host)
    {
        await using var server = await Start(Answer(200));
        await using var tasks = HttpTasks.Create(PublicOnly);

        (await tasks.Run("http.request", new { url = string.Create(CultureInfo.InvariantCulture, $"http://{host}:{server.Port}/") }))
            .ShouldFailForGood()
            .Message.ShouldContain("not on a public network");

        server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.19.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("[::]")]
    [InlineData("[fe80::1]")]
    [InlineData("[fd00::1]")]
    [InlineData("[fec0::1]")]
    [InlineData("[ff02::1]")]
    [InlineData("[::ffff:10.1.2.3]")]
    [InlineData("[64:ff9b::a01:203]")]
    [InlineData("[2002:a01:203::1]")]
    [InlineData("[2001:0:a01:203::1]")]
    [InlineData("[2001:db8::1]")]
    public async Task Private_networks_and_special_addresses_are_not_called(string host)
    {
        await using var tasks = HttpTasks.Create(PublicOnly);

        (await tasks.Run("http.request", new { url = $"https://{host}/" }))
            .ShouldFailForGood().Message.ShouldContain("not on a public network");
    }

    [Fact]
    public async Task Private_networks_are_refused_unless_the_operator_allows_them()
    {
        await using var server = await Start(Answer(200));
        await using var tasks = new WorkerTasks();

        (await tasks.Run("http.request", new { url = server.Url }))
            .ShouldFailForGood().Message.ShouldContain("Tasks:Http:AllowPrivateNetworks is off");
    }

    [Fact]
    public async Task A_refused_address_says_nothing_about_the_host()
    {
        await using var tasks = HttpTasks.Create(PublicOnly, ("Tasks:Http:BreakerMinimumCalls", "2"));
        for (var call = 0; call < 5; call++)
        {
            (await tasks.Run("http.request", new { url = "http://10.1.2.3/" })).ShouldFailForGood();
        }
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var server = await Start(Answer(status, headers: ("Location", "/elsewhere")), Answer(200));
        await using var tasks = HttpTasks.Create();

        (await tasks.Run("http.request", new { url = server.Url })).ShouldFailForGood().Message.ShouldContain("Redirects are not followed");

        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Only_allowed_hosts_are_called()
    {
        await using var server = await Start(Answer(200));
        await using var tasks = HttpTasks.Create(
            ("Tasks:Http:AllowedHosts:0", "LOCALHOST"), ("Tasks:Http:AllowedHosts:1", "*.example.com"));

        await tasks.Succeed("http.request", new { url = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{server.Port}/") });
        (await tasks.Run("http.request", new { url = server.Url })).ShouldBlame("url");
        (await tasks.Run("http.request", new { url = "https://example.com/" })).ShouldBlame("url");
        (await tasks.Run("http.request", new { url = "https://evil-example.com/" })).ShouldBlame("url");
        (await tasks.Run("http.request", new { url = "https://localhost.evil.com/" })).ShouldBlame("url");
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("Connection")]
    [InlineData("Content-Length")]
    [InlineData("Transfer-Encoding")]
    [InlineData("X-Forwarded-For")]
    [InlineData("Cookie")]
    [InlineData("Idempotency-Key")]
    [InlineData("traceparent")]
    public async Task Headers_that_are_not_allowed_are_refused(string name)
    {
        await using var tasks = HttpTasks.Create();

        (await tasks.Run("http.request", new { url = "http://localhost:1/", headers = new Dictionary<string, string> { [name] = "x" } }))
            .ShouldBlame("headers");
    }

    [Fact]
    public async Task The_operator_may_allow_further_headers()
    {
        await using var server = await Start(Answer(200));
        await using var tasks = HttpTasks.Create(("Tasks:Http:AdditionalHeaders:0", "X-Tenant"));

        await tasks.Succeed(
            "http.request",
            new { url = server.Url, headers = new Dictionary<string, string> { ["x-tenant"] = "7", ["Accept"] = "text/plain" } });

        server.Requests.ShouldHaveSingleItem().Headers["X-Tenant"].ShouldBe("7");
    }

    [Theory]
    [InlineData("x\r\nX-Evil: 1")]
    [InlineData("x\0")]
    [InlineData("Ä")]
    public async Task A_header_is_one_line(string value)
    {
        await using var tasks = HttpTasks.Create();

        (
            await tasks.Run(
                "http.request", new { url = "http://localhost:1/", headers = new Dictionary<string, string> { ["Accept"] = value } }))
            .ShouldBlame("headers");
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("example.com")]
    [InlineData("http://")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("")]
    public async Task An_address_is_absolute_and_of_the_web(string url)
    {
        await using var tasks = HttpTasks.Create();

        (await tasks.Run("http.request", new { url })).ShouldBlame("url");
    }

    [Fact]
    public async Task A_wrong_argument_is_named()
    {
        await using var tasks = HttpTasks.Create();

        (await tasks.Run("http.request", new { })).ShouldBlame("url");
        (await tasks.Run("http.request", new { url = "http://localhost:1/", method = "CONNECT" })).ShouldBlame("method");
        (await tasks.Run("http.request", new { url = "http://localhost:1/", body = "x" })).ShouldBlame("body");
        (await tasks.Run("http.request", new { url = "http://localhost:1/", timeoutSeconds = 301 })).ShouldBlame("timeoutSeconds");
        (
            await tasks.Run(
                "http.request", new { url = "http://localhost:1/", headers = new Dictionary<string, string> { ["Content-Type"] = "?" } }))
            .ShouldBlame("headers");
        (
            await tasks.Run(
                "http.request", new { url = "http://localhost:1/", headers = new Dictionary<string, string?> { ["Accept"] = null } }))
            .ShouldBlame("headers.Accept");
    }

    [Fact]
    public async Task Addresses_and_secrets_are_not_logged()
    {
        await using var server = await Start(Answer(200), Answer(404));
        await using var tasks = HttpTasks.Create();
        var arguments = new
        {
            url = $"{server.Url}/secret?secret",
            headers = new Dictionary<string, string> { ["Authorization"] = "secret" },
        };

        (await tasks.Run("http.request", arguments)).ShouldSucceed();
        (await tasks.Run("http.request", arguments)).ShouldFailForGood();

        tasks.Logs.Lines.ShouldNotContain(
            line => line.Contains("secret", StringComparison.Ordinal) || line.Contains("127.0.0.1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Timeout", "00:00:00")]
    [InlineData("Tries", "0")]
    [InlineData("BreakerFailureRatio", "2")]
    [InlineData("BreakerPause", "00:00:00")]
    public async Task Options_that_cannot_work_stop_the_start(string option, string value)
    {
        await using var tasks = new WorkerTasks(($"Tasks:Http:{option}", value));

        Should.Throw<OptionsValidationException>(tasks.Validate).Message.ShouldContain(option);
    }
}
