using System.Text.Json;
using Messaging.Contracts;
using Messaging.Tasks.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Tasks.Tests.Serialization;

public sealed class ArgumentsReaderTests
{
    [Theory]
    [InlineData("""{"who":"Ann"}""", "Hello Ann")]
    [InlineData("""{"who":"Ann","times":2}""", "Hello Ann Hello Ann")]
    [InlineData("""{"who":"Ann","language":null,"titles":["Dr"],"day":"monday"}""", "Hello Ann")]
    public async Task Arguments_that_fit_reach_the_handler(string arguments, string greeting)
    {
        var outcome = await Run(arguments);

        outcome.ShouldBeOfType<TaskOutcome.Succeeded>().Result.GetString().ShouldBe(greeting);
    }

    [Theory]
    [InlineData("{}", "who")]
    [InlineData("""{"who":null}""", "who")]
    [InlineData("""{"who":42}""", "who")]
    [InlineData("""{"who":"A"}""", "who")]
    [InlineData("""{"who":"Ann","times":"2"}""", "times")]
    [InlineData("""{"who":"Ann","times":1.5}""", "times")]
    [InlineData("""{"who":"Ann","times":0}""", "times")]
    [InlineData("""{"who":"Ann","times":null}""", "times")]
    [InlineData("""{"who":"Ann","language":"English"}""", "language")]
    [InlineData("""{"who":"Ann","titles":[]}""", "titles")]
    [InlineData("""{"who":"Ann","titles":["a","b","c"]}""", "titles")]
    [InlineData("""{"who":"Ann","titles":[1]}""", "titles[0]")]
    [InlineData("""{"who":"Ann","pause":"02:00:00"}""", "pause")]
    [InlineData("""{"who":"Ann","day":1}""", "day")]
    [InlineData("""{"who":"Ann","day":"someday"}""", "day")]
    [InlineData("""{"who":"Ann","tmies":2}""", "tmies")]
    [InlineData("""{"who":"Ann","Times":2}""", "Times")]
    [InlineData("""{"who":"nobody","times":2}""", "times")]
    public async Task A_wrong_argument_fails_the_task_for_good_and_is_named(string arguments, string field)
    {
        var failed = (await Run(arguments)).ShouldBeOfType<TaskOutcome.Failed>();

        failed.Error.Type.ShouldBe("invalid-arguments");
        failed.Error.Message.ShouldContain($"'{field}'");
        failed.Error.Stack.ShouldBeNull();
        failed.RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task All_rules_that_are_broken_are_told_at_once()
    {
        var message = (await Run("""{"who":"A","times":9}""")).ShouldBeOfType<TaskOutcome.Failed>().Error.Message;

        message.ShouldContain("'who'");
        message.ShouldContain("'times'");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("\"Ann\"")]
    public async Task What_is_not_an_object_is_refused(string arguments) =>
        (await Run(arguments)).ShouldBeOfType<TaskOutcome.Failed>().Error.Type.ShouldBe("invalid-arguments");

    private static async Task<TaskOutcome> Run(string arguments)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddTask<Greet, GreetArguments, string>(new ConfigurationBuilder().Build())
            .AddTasks(new ConfigurationBuilder().Build())
            .BuildServiceProvider();
        var command = new RunTask
        {
            TaskId = Guid.Empty,
            Name = Greet.Name,
            Arguments = JsonSerializer.Deserialize<JsonElement>(arguments),
        };
        return await services.GetRequiredService<TaskRunner>().Run(command, progress: null, CancellationToken.None);
    }
}
