using Messaging.AspNetCore;
using Messaging.Producer.Service;
using Messaging.StatusQuery.Service;
using Messaging.TestSupport;
using Messaging.Worker.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.Architecture.Tests.Settings;

/// <summary>
/// Services as they are registered, with one bad setting each. Nobody is at their addresses, and nobody is needed to see that a setting is
/// bad.
/// </summary>
[Collection(RunAlone.Name)]
public sealed class BadSettingsTests : IDisposable
{
    private static readonly Dictionary<string, string> Good = new()
    {
        ["urls"] = "http://127.0.0.1:0",
        ["ConnectionStrings:RabbitMq"] = "amqp://guest:guest@127.0.0.1:1/",
        ["ConnectionStrings:Redis"] = "127.0.0.1:1",
    };

    /// <summary>Settings for which any text will do.</summary>
    private static readonly string[] Free = ["Tasks:Email:UserName"];

    private readonly TextWriter _before = Console.Error;
    private readonly StringWriter _errors = new();

    public BadSettingsTests() => Console.SetError(TextWriter.Synchronized(_errors));

    public static TheoryData<string, string, string> BadValues => new()
    {
        { "urls", "banana", "urls (ASPNETCORE_URLS) names 'banana'; an address is such as" },
        { "urls", "http://127.0.0.1:5080;tcp://127.0.0.1:1", "names 'tcp://127.0.0.1:1'" },
        { "urls", "http://127.0.0.1:70000", "names 'http://127.0.0.1:70000'" },
        { "Tasks:Disabled", "email.send, email.sent", "Tasks:Disabled names 'email.sent', which is not a bundled task; these are email.send, etl.import-csv, http.request, math.add." },
        { "Logging:Format", "xml", "Logging:Format is 'xml'; it must be json or text." },
        { "ConnectionStrings:RabbitMq", "", "ConnectionStrings:RabbitMq is missing or not an address" },
        { "ConnectionStrings:RabbitMq", "127.0.0.1:5672", "ConnectionStrings:RabbitMq is missing or not an address" },
        { "ConnectionStrings:Redis", "", "ConnectionStrings:Redis is missing" },
        { "ConnectionStrings:RabbitMq", "amqp://guest:guest@127.0.0.1:banana/", "ConnectionStrings:RabbitMq: its node number 1 is not a host or host:port." },
        { "ConnectionStrings:Redis", "127.0.0.1:6379,colour=blue", "ConnectionStrings:Redis cannot be read" },
        { "Authentication:ApiKeys:0", "short", "Authentication:ApiKeys holds a key of less than 16 characters." },
        { "Authentication:ApiKeys:1", "", "Authentication:ApiKeys holds a key of less than 16 characters." },
        { "RabbitMq:Heartbeat", "00:00:00", "RabbitMq:Heartbeat must be between 00:00:01 and 00:05:00." },
        { "RabbitMq:Heartbeat", "10s", "RabbitMq:Heartbeat is '10s' and must be a duration such as 00:00:30." },
        { "RabbitMq:Nodes", "a b", "RabbitMq:Nodes names 'a b', which is not a host or host:port." },
        { "RabbitMq:ServerName", "a b", "RabbitMq:ServerName is not the name of a host." },
        { "RabbitMq:CertificateAuthority", "none.pem", "RabbitMq:CertificateAuthority names a file that cannot be read" },
        { "RabbitMq:ClientCertificate", "none.pem", "RabbitMq:ClientCertificate and its key cannot be read" },
        { "RabbitMq:ClientCertificateKey", "none.pem", "RabbitMq:ClientCertificateKey and ClientCertificatePassword need RabbitMq:ClientCertificate" },
        { "RabbitMq:ClientCertificatePassword", "secret", "RabbitMq:ClientCertificateKey and ClientCertificatePassword need RabbitMq:ClientCertificate" },
        { "Redis:SentinelPassword", "secret", "Redis:SentinelPassword is for sentinels" },
        { "Redis:CertificateAuthority", "none.pem", "Redis:CertificateAuthority names a file that cannot be read" },
        { "Redis:ClientCertificate", "none.pem", "Redis:ClientCertificate and its key cannot be read" },
        { "Redis:ClientCertificateKey", "none.pem", "Redis:ClientCertificateKey and ClientCertificatePassword need Redis:ClientCertificate" },
        { "Redis:ClientCertificatePassword", "secret", "Redis:ClientCertificateKey and ClientCertificatePassword need Redis:ClientCertificate" },
        { "Redis:KeyPrefix", "a b", "Redis:KeyPrefix is 1 to 64 letters" },
        { "Redis:KeyPrefix", "", "Redis:KeyPrefix is" },
        { "Redis:Timeout", "00:00:00.049", "Redis:Timeout must be between 00:00:00.0500000 and 00:01:00." },
        { "Ledger:SucceededRetention", "00:00:59", "Ledger:SucceededRetention must be between" },
        { "Ledger:FailedRetention", "4000.00:00:00", "Ledger:FailedRetention must be between" },
        { "Ledger:CanceledRetention", "-1", "Ledger:CanceledRetention must be between" },
        { "Ledger:TombstoneRetention", "00:00:00", "Ledger:TombstoneRetention must be between" },
        { "Ledger:OutboxGrace", "00:00:00.5", "Ledger:OutboxGrace must be between" },
        { "Producer:StatusUrl", "tasks.example.com", "Producer:StatusUrl must be an http or https address such as" },
        { "Producer:StatusUrl", "ftp://tasks.example.com", "Producer:StatusUrl must be an http or https address such as" },
        { "Producer:StatusUrl", "https://tasks.example.com/?a=b", "Producer:StatusUrl must be an http or https address such as" },
        { "Producer:ConfirmTimeout", "00:00:05", "Producer:ConfirmTimeout must be between" },
        { "Producer:DispatchInterval", "00:00:00", "Producer:DispatchInterval must be between" },
        { "Producer:ClaimInterval", "00:02:00", "Producer:ClaimInterval must be between" },
        { "Producer:Queues", "mail, Not A Queue", "Producer:Queues names 'Not A Queue'" },
        { "StatusQuery:TraceUrl", "http://localhost/trace", "StatusQuery:TraceUrl must be an http or https address with {traceId} in it" },
        { "Worker:Name", "my worker", "Worker:Name has up to 100 letters, digits" },
        { "Worker:Queues", "Not A Queue", "Worker:Queues names 'Not A Queue'" },
        { "Worker:Queues", "default:2", "Worker:Queues gives default a weight, which says nothing without Worker:TotalConcurrency." },
        { "Worker:Concurrency", "many", "Worker:Concurrency is 'many' and must be a whole number." },
        { "Worker:Concurrency", "0", "Worker:Concurrency must be between 1 and 1000." },
        { "Worker:TotalConcurrency", "1001", "Worker:TotalConcurrency must be between 1 and 1000." },
        { "Worker:Prefetch", "101", "Worker:Prefetch must be between 1 and 100." },
        { "Worker:Drain", "00:00:26", "Worker:Drain must be between" },
        { "Worker:MaxLeakedHandlers", "-1", "Worker:MaxLeakedHandlers must be between" },
        { "Worker:MaxCrashes", "11", "Worker:MaxCrashes must be between" },
        { "Worker:ClaimAfter", "2.00:00:00", "Worker:ClaimAfter must be between" },
        { "Telemetry:AdditionalSources:0", " ", "Telemetry:AdditionalSources holds an empty name." },
        { "Telemetry:AdditionalMeters:0", "", "Telemetry:AdditionalMeters holds an empty name." },
        { "Tasks:Email:Host", "smtp://mail", "Tasks:Email:Host is 'smtp://mail'; it must be a host" },
        { "Tasks:Email:Host", "mail.example.com", "Tasks:Email:From must be an e-mail address when Tasks:Email:Host is set." },
        { "Tasks:Email:Port", "0", "Tasks:Email:Port must be between" },
        { "Tasks:Email:Security", "Tls13", "Tasks:Email:Security is 'Tls13' and must be one of" },
        { "Tasks:Email:CertificateAuthority", "/nowhere/authority.pem", "Tasks:Email:CertificateAuthority names a file that cannot be read" },
        { "Tasks:Email:Password", "secret", "Tasks:Email:UserName and Tasks:Email:Password come together." },
        { "Tasks:Email:Timeout", "00:11:00", "Tasks:Email:Timeout must be between" },
        { "Tasks:ImportCsv:DataDirectory", "", "Tasks:ImportCsv:DataDirectory is required." },
        { "Tasks:Http:AllowPrivateNetworks", "maybe", "Tasks:Http:AllowPrivateNetworks is 'maybe' and must be true or false." },
        { "Tasks:Http:AllowedHosts:0", "https://api.example.com", "Tasks:Http:AllowedHosts names 'https://api.example.com'" },
        { "Tasks:Http:AdditionalHeaders:0", "X Key", "Tasks:Http:AdditionalHeaders names 'X Key'" },
        { "Tasks:Http:Timeout", "00:00:00.5", "Tasks:Http:Timeout must be between" },
        { "Tasks:Http:Tries", "11", "Tasks:Http:Tries must be between 1 and 10." },
        { "Tasks:Http:RetryDelay", "00:00:11", "Tasks:Http:RetryDelay must be between" },
        { "Tasks:Http:LongestWait", "00:01:00", "Tasks:Http:LongestWait must be between" },
        { "Tasks:Http:BreakerMinimumCalls", "1", "Tasks:Http:BreakerMinimumCalls must be between" },
        { "Tasks:Http:BreakerFailureRatio", "half", "Tasks:Http:BreakerFailureRatio is 'half' and must be a number." },
        { "Tasks:Http:BreakerWindow", "00:00:00", "Tasks:Http:BreakerWindow must be between" },
        { "Tasks:Http:BreakerPause", "02:00:00", "Tasks:Http:BreakerPause must be between" },
    };

    public void Dispose()
    {
        Console.SetError(_before);
        _errors.Dispose();
    }

    [Theory]
    [MemberData(nameof(BadValues))]
    public async Task A_service_with_a_bad_setting_ends_with_78_and_a_sentence_that_says_which_and_why(
        string setting, string value, string sentence)
    {
        (await Start(setting, new(Good) { [setting] = value })).ShouldBe(ServiceProgram.BadSettings);

        var told = _errors.ToString();
        told.ShouldContain("Cannot start: ");
        told.ShouldContain(sentence);
        told.ShouldNotContain("Options", Case.Sensitive);
        told.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Of_several_bad_settings_all_are_named()
    {
        var settings = new Dictionary<string, string>(Good)
        {
            ["Worker:MaxCrashes"] = "0",
            ["Redis:KeyPrefix"] = "a b",
            ["Authentication:ApiKeys:0"] = "short",
        };

        (await Start("Worker:MaxCrashes", settings)).ShouldBe(ServiceProgram.BadSettings);

        var told = _errors.ToString();
        told.ShouldContain("Worker:MaxCrashes must be between 1 and 10.");
        told.ShouldContain("Redis:KeyPrefix is 1 to 64");
        told.ShouldContain("Authentication:ApiKeys holds a key");
    }

    [Fact]
    public async Task Prefetch_and_slots_must_not_exceed_together_what_a_broker_hands_out()
    {
        (await Start("Worker:Prefetch", new(Good) { ["Worker:Prefetch"] = "100", ["Worker:Concurrency"] = "1000" }))
            .ShouldBe(ServiceProgram.BadSettings);

        _errors.ToString().ShouldContain("Worker:Prefetch times the slots of default is 100000; a broker hands out 65535 at most.");
    }

    [Fact]
    public void Every_setting_is_tried_with_a_bad_value_unless_any_will_do()
    {
        var tried = BadValues.Select(row => row.Data.Item1).Select(name => name.TrimEnd('0', '1').TrimEnd(':')).ToHashSet();

        BoundOptions.Settings.Select(setting => setting.Name)
            .Where(name => !tried.Contains(name) && !Free.Contains(name) && name != "Tasks:Email:From")
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Producer")]
    [InlineData("StatusQuery")]
    [InlineData("Worker")]
    public async Task A_service_with_good_settings_is_not_refused(string service) =>
        (await ServiceProgram.Run(() => Build(service, Good), application =>
        {
            application.Services.GetRequiredService<IStartupValidator>().Validate();
            return Task.FromResult(0);
        })).ShouldBe(0, _errors.ToString());

    private static Task<int> Start(string setting, Dictionary<string, string> settings) =>
        ServiceProgram.Run(() => Build(setting, settings), async application =>
    {
        await application.StartAsync();
        return 0;
    });

    /// <summary>The service that a setting belongs to, as its program registers it.</summary>
    private static WebApplication Build(string setting, Dictionary<string, string> settings)
    {
        var builder = WebApplication.CreateBuilder([.. settings.Select(pair => $"--{pair.Key}={pair.Value}")]);
        return (setting.Split(':')[0] switch
        {
            "Producer" => builder.AddProducerHost(),
            "Worker" or "Tasks" => builder.AddWorkerHost(),
            _ => builder.AddStatusQueryHost(),
        }).Build().UseServiceDefaults();
    }
}
