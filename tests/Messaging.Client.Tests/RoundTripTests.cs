using Messaging.Client.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Messaging.Client.Tests.RoundTrips;

namespace Messaging.Client.Tests;

/// <summary>Client, handler and fake write and read the same JSON.</summary>
public sealed class RoundTripTests(RunningTasks tasks) : IClassFixture<RunningTasks>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TypedTask<Everything, Everything> EveryTask = new(EchoEverything.Name);
    private static readonly TypedTask<Shape, Shape> ShapeTask = new(EchoShape.Name);

    public static TheoryData<int> Places => [.. Enumerable.Range(0, All.Count)];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task What_is_sent_is_what_the_handler_reads_and_what_the_caller_is_answered(int place)
    {
        await using var services = RunningTasks.ClientOf(options => options.UseHttp(tasks.Address, apiKey: RunningTasks.ApiKey));
        var sent = All[place];

        var answer = await (await services.GetRequiredService<ITaskClient>().SubmitAsync(EveryTask, sent)).WaitAsync(Patience);

        answer.ShouldBe(sent);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_fake_says_the_same(int place)
    {
        var client = new FakeTaskClient().Succeed(EchoEverything.Name, All[place]);

        var task = await client.SubmitAsync(EveryTask, All[place]);

        (await task.WaitAsync(Patience)).ShouldBe(All[place]);
        client.Submissions.Single().Args.GetRawText().ShouldContain("\"note\":");
        client.Submissions.Single().Args.GetProperty("shape").GetProperty("$type").GetString().ShouldBeOneOf("circle", "square");
    }

    [Fact]
    public async Task A_polymorphic_task_keeps_its_kind_both_ways()
    {
        await using var services = RunningTasks.ClientOf(options => options.UseHttp(tasks.Address, apiKey: RunningTasks.ApiKey));
        var fake = new FakeTaskClient().Succeed<Shape>(EchoShape.Name, new Square(2));

        (await (await services.GetRequiredService<ITaskClient>().SubmitAsync(ShapeTask, new Square(2))).WaitAsync(Patience))
            .ShouldBe(new Square(2));
        (await (await fake.SubmitAsync(ShapeTask, new Square(2))).WaitAsync(Patience)).ShouldBe(new Square(2));
    }

    [Fact]
    public async Task What_has_no_type_of_its_own_is_written_in_the_same_way()
    {
        await using var services = RunningTasks.ClientOf(options => options.UseHttp(tasks.Address, apiKey: RunningTasks.ApiKey));
        var arguments = new { Level = Level.VeryHigh, Note = (string?)null, Shape = (Shape)new Circle(1) };

        var task = await services.GetRequiredService<ITaskClient>().SubmitAsync(EchoLevel.Name, arguments);

        (await task.WaitAsync<Level>(Patience)).ShouldBe(Level.VeryHigh);
    }

    [Theory]
    [InlineData("""{"shape":{"radius":1.5,"$type":"circle"},"note":null,"id":"5f0c3a5e-8e0b-4f0e-9a52-1a0f6f8f4d11"}""")]
    public async Task Members_come_in_any_order(string arguments)
    {
        await using var services = RunningTasks.ClientOf(options => options.UseHttp(tasks.Address, apiKey: RunningTasks.ApiKey));

        var task = await services.GetRequiredService<ITaskClient>().SubmitAsync(EchoEverything.Name, Json(arguments));

        (await task.WaitAsync<Everything>(Patience)).ShouldNotBeNull().Shape.ShouldBe(new Circle(1.5));
    }

    [Fact]
    public async Task A_result_is_read_although_another_release_tells_more_or_less()
    {
        var client = new FakeTaskClient().Succeed("a", new { level = "veryHigh", more = 1, shape = (string?)null });

        (await (await client.SubmitAsync("a")).WaitAsync<EchoLevel.Arguments>(Patience))
            .ShouldBe(new EchoLevel.Arguments(Level.VeryHigh, null, null));
    }
}
