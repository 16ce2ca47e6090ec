using System.Net;
using System.Text;
using Messaging.Client.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Client.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task What_fails_for_a_moment_is_repeated_byte_for_byte()
    {
        using var handler = new ScriptedHandler(HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadGateway, HttpStatusCode.Accepted);
        await using var services = Client(handler);

        await services.GetRequiredService<ITaskClient>().SubmitAsync("math.add", new { a = 1 });

        handler.Bodies.Count.ShouldBe(3);
        handler.Bodies.Distinct().ShouldHaveSingleItem().ShouldContain("\"id\":");
    }

    [Fact]
    public async Task What_does_not_recover_in_time_is_told_with_its_last_fault()
    {
        using var handler = new ScriptedHandler(HttpStatusCode.ServiceUnavailable);
        await using var services = Client(handler, TimeSpan.FromMilliseconds(300));

        var fault = await Should.ThrowAsync<TaskServiceUnavailableException>(
            services.GetRequiredService<ITaskClient>().SubmitAsync("math.add"));

        fault.Message.ShouldContain("503");
    }

    [Fact]
    public async Task A_caller_that_gives_up_sees_its_own_cancellation()
    {
        using var handler = new ScriptedHandler(HttpStatusCode.ServiceUnavailable);
        await using var services = Client(handler);
        using var cancellation = new CancellationTokenSource();
        handler.Sent = cancellation.Cancel;

        await Should.ThrowAsync<OperationCanceledException>(
            services.GetRequiredService<ITaskClient>().SubmitAsync("math.add", cancellationToken: cancellation.Token));
    }

    [Fact]
    public async Task Without_an_address_to_wait_at_waiting_says_what_is_missing()
    {
        await using var services = RunningTasks.ClientOf(options => options.UseRabbitMq("amqp://guest:guest@127.0.0.1:1/"));
        var client = services.GetRequiredService<ITaskClient>();

        (await Should.ThrowAsync<InvalidOperationException>(client.GetAsync(Guid.NewGuid()))).Message.ShouldContain("StatusAddress");
        (await Should.ThrowAsync<InvalidOperationException>(client.CancelAsync(Guid.NewGuid()))).Message.ShouldContain("ProducerAddress");
    }

    [Fact]
    public async Task Without_a_broker_submitting_ends_in_time()
    {
        await using var services = RunningTasks.ClientOf(options =>
        {
            options.UseRabbitMq("amqp://guest:guest@127.0.0.1:1/");
            options.Timeout = TimeSpan.FromMilliseconds(500);
        });

        await Should.ThrowAsync<TaskServiceUnavailableException>(services.GetRequiredService<ITaskClient>().SubmitAsync("math.add"));
    }

    [Fact]
    public void Settings_that_do_not_go_together_are_refused_at_registration()
    {
        Register(_ => { }).Message.ShouldContain("UseHttp, UseRabbitMq and UseBus");
        Register(options =>
        {
            options.UseBus();
            options.UseHttp("http://localhost:5080");
        }).Message.ShouldContain("one of");
        Register(options => options.UseHttp("localhost:5080")).Message.ShouldContain("http://localhost:5080");
        Register(options => options.UseRabbitMq("localhost")).Message.ShouldContain("amqp://");
        Register(options =>
        {
            options.UseBus();
            options.Timeout = TimeSpan.Zero;
        }).Message.ShouldContain("Timeout");
    }

    private static ArgumentException Register(Action<TaskClientOptions> configure) =>
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddTaskClient(configure));

    private static ServiceProvider Client(HttpMessageHandler handler, TimeSpan? timeout = null) => RunningTasks.ClientOf(options =>
    {
        options.UseHttp("http://producer.example");
        options.HttpHandler = handler;
        options.Timeout = timeout ?? TimeSpan.FromMinutes(1);
    });

    private sealed class ScriptedHandler(params HttpStatusCode[] answers) : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        public Action? Sent { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            Sent?.Invoke();
            return new HttpResponseMessage(answers[Math.Min(Bodies.Count, answers.Length) - 1])
            {
                Content = new StringContent("{}", Encoding.UTF8, "application/json"),
            };
        }
    }
}
