using Messaging.AspNetCore.CommandLine;
using Microsoft.Extensions.Configuration;

namespace Messaging.AspNetCore.Tests.CommandLine;

public sealed class SettingArgumentsTests
{
    [Theory]
    [InlineData("Worker:Concurrency", "8", "--Worker:Concurrency", "8")]
    [InlineData("Worker:Concurrency", "8", "--Worker:Concurrency=8")]
    [InlineData("Worker:Concurrency", "8", "/Worker:Concurrency", "8")]
    [InlineData("Worker:Concurrency", "8", "/Worker:Concurrency=8")]
    [InlineData("Worker:Concurrency", "8", "Worker:Concurrency=8")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore", "Debug", "--Logging:LogLevel:Microsoft.AspNetCore", "Debug")]
    [InlineData("Authentication:ApiKeys:0", "a=b=c:d", "--Authentication:ApiKeys:0=a=b=c:d")]
    [InlineData("Tasks:Email:Password", "--health", "--Tasks:Email:Password=--health")]
    [InlineData("Tasks:Email:Password", "@file", "--Tasks:Email:Password", "@file")]
    [InlineData("Redis:KeyPrefix", "", "--Redis:KeyPrefix", "")]
    [InlineData("Worker:MaxCrashes", "-1", "--Worker:MaxCrashes", "-1")]
    [InlineData("urls", "http://127.0.0.1:1;http://[::1]:2", "--urls", "http://127.0.0.1:1;http://[::1]:2")]
    [InlineData("urls", "http://+:80", "--URLS=http://+:80")]
    [InlineData("environment", "Production", "--environment", "Production")]
    [InlineData("OTEL_TRACES_EXPORTER", "none", "--OTEL_TRACES_EXPORTER", "none")]
    public void A_setting_is_known_in_every_form_that_configuration_reads(string key, string value, params string[] args)
    {
        var (settings, others) = SettingArguments.Split([.. args, "--demo"]);

        new ConfigurationBuilder().AddCommandLine(settings).Build()[key].ShouldBe(value);
        others.ShouldBe(["--demo"]);
    }

    [Theory]
    [InlineData("--health")]
    [InlineData("--health", "http://127.0.0.1:5080")]
    [InlineData("--health=http://127.0.0.1:5080")]
    [InlineData("--health:http://127.0.0.1:5080")]
    [InlineData("--Worker:Concurrency")]
    [InlineData("--Worker:Concurrency", "--health")]
    [InlineData("--urls")]
    [InlineData("--url", "http://127.0.0.1:5080")]
    [InlineData("--Worker__Concurrency", "8")]
    [InlineData("-Worker:Concurrency", "8")]
    [InlineData("Worker:Concurrency", "8")]
    [InlineData("--Worker:", "8")]
    [InlineData("--:Concurrency", "8")]
    [InlineData("")]
    public void Nothing_else_is_a_setting(params string[] args)
    {
        var (settings, others) = SettingArguments.Split(args);

        settings.ShouldBeEmpty();
        others.ShouldBe(args);
    }
}
