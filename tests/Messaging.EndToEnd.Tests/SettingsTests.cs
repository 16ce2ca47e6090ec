using Messaging.EndToEnd.Tests.Processes;

namespace Messaging.EndToEnd.Tests;

public sealed class SettingsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("Producer", "ConnectionStrings__Redis", "", "ConnectionStrings:Redis is missing")]
    [InlineData("StatusQuery", "ConnectionStrings__RabbitMq", "", "ConnectionStrings:RabbitMq is missing or not an address")]
    [InlineData("Worker", "ConnectionStrings__RabbitMq", "127.0.0.1", "ConnectionStrings:RabbitMq is missing or not an address")]
    [InlineData("Worker", "Worker__Queues", "Not A Queue", "Worker:Queues names 'Not A Queue'")]
    [InlineData("Worker", "Worker__Concurrency", "many", "Worker:Concurrency is 'many' and must be a whole number.")]
    [InlineData("Producer", "Producer__ConfirmTimeout", "00:01:00", "Producer:ConfirmTimeout must be between")]
    [InlineData("StatusQuery", "Ledger__SucceededRetention", "00:00:01", "Ledger:SucceededRetention must be between")]
    [InlineData("StatusQuery", "Redis__KeyPrefix", "a b", "Redis:KeyPrefix is 1 to 64")]
    [InlineData("Producer", "Authentication__ApiKeys__0", "short", "Authentication:ApiKeys holds a key of less than")]
    [InlineData("Worker", "OTEL_TRACES_EXPORTER", "zipkin", "OTEL_TRACES_EXPORTER is 'zipkin' and must be one of otlp, none, console.")]
    public async Task A_service_with_a_bad_setting_does_not_start_and_says_which_it_is(
        string service, string setting, string value, string sentence)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            // Nobody is there, and nobody is needed to see that a setting is bad.
            ["ConnectionStrings__RabbitMq"] = "amqp://guest:guest@127.0.0.1:1/",
            ["ConnectionStrings__Redis"] = "127.0.0.1:1",
            [setting] = value,
        };

        await using var process = new ChildProcess("dotnet", [Repository.Service(service)], settings);

        (await process.WaitForExit(Limit)).ShouldBe(78);
        process.Output.ShouldContain(sentence);
    }
}
