using Messaging.AspNetCore.CommandLine;
using Messaging.Hosting.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Messaging.AspNetCore.Tests.CommandLine;

public sealed class HealthProbeTests
{
    [Fact]
    public async Task It_ends_with_0_while_the_service_is_ready_and_with_1_while_it_is_not_and_says_why()
    {
        var isAway = false;
        await using var application = await Start(
            () => isAway ? HealthCheckResult.Unhealthy("The task store is away.") : HealthCheckResult.Healthy());
        var address = application.Urls.First();

        var ready = await Ask(address);
        isAway = true;
        var unready = await Ask(address);

        ready.ExitCode.ShouldBe(0);
        ready.Output.ShouldContain("\"status\":\"Healthy\"");
        unready.ExitCode.ShouldBe(1);
        unready.Output.ShouldContain("The task store is away.");
    }

    [Fact]
    public async Task It_ends_with_1_when_nobody_answers()
    {
        var application = await Start(() => HealthCheckResult.Healthy());
        var address = application.Urls.First();
        await application.DisposeAsync();

        var (exitCode, output) = await Ask(address);

        exitCode.ShouldBe(1);
        output.ShouldContain($"{address}/ does not answer");
    }

    [Fact]
    public async Task Without_an_address_it_says_how_to_give_one()
    {
        var (exitCode, output) = await Ask(null, "--urls", "nonsense");

        exitCode.ShouldBe(ServiceProgram.BadSettings);
        output.ShouldContain("ASPNETCORE_URLS");
    }

    [Theory]
    [InlineData("http://+:8080", "http://127.0.0.1:8080/")]
    [InlineData("http://*:8080", "http://127.0.0.1:8080/")]
    [InlineData("http://0.0.0.0:5080;http://127.0.0.1:9000", "http://127.0.0.1:5080/")]
    [InlineData("http://[::]:8080", "http://127.0.0.1:8080/")]
    [InlineData("http://localhost:5081", "http://localhost:5081/")]
    [InlineData("https://service.example:5443", "https://service.example:5443/")]
    public void It_asks_on_this_machine_where_the_service_listens(string urls, string asked) =>
        HealthProbe.Address(null, ["--urls", urls]).ShouldBe(new Uri(asked));

    private static async Task<WebApplication> Start(Func<HealthCheckResult> check)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" })
            .AddServiceDefaults("tests", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddHealthChecks().AddCheck("store", check, [HealthTags.Ready]);
        var application = builder.Build();
        await application.UseServiceDefaults().StartAsync();
        return application;
    }

    private static async Task<(int ExitCode, string Output)> Ask(string? address, params string[] settings)
    {
        await using var output = new StringWriter();
        return (await HealthProbe.Run(address, settings, output), output.ToString());
    }
}
