using System.Text.Json;
using Messaging.Contracts;
using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Limits;
using Messaging.Lifecycle.Pauses;
using Messaging.Lifecycle.Storage;
using Messaging.Tasks;
using Messaging.Tasks.Policies;
using Messaging.Tasks.Registration;
using Messaging.Tasks.Running;
using Messaging.TestSupport;
using Messaging.Worker.Admission;
using Messaging.Worker.Slots;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Tests.Admission;

public sealed class TaskAdmissionTests : IDisposable
{
    private readonly WatchedTimeProvider _clock = new();
    private readonly LoopMonitor _monitor = new();
    private readonly PauseCache _pauses = new(
        new InMemoryPauses(), new WorkerSlots(Options.Create(new WorkerOptions())), NullLogger<PauseCache>.Instance);
    private readonly Drawn _random = new();
    private ITaskLimits _limits;

    public TaskAdmissionTests() => _limits = new InMemoryTaskLimits(_clock);

    public void Dispose()
    {
        _monitor.Dispose();
        _pauses.Dispose();
    }

    [Fact]
    public async Task A_task_without_limits_asks_nobody()
    {
        _limits = new Answering(() => throw new InvalidOperationException("Nobody should ask."));

        (await Admission().Ask(Command("tests.unlimited"))).ShouldBeOfType<AdmissionDecision.Granted>();
    }

    [Fact]
    public async Task Of_one_key_one_task_runs_at_a_time_and_other_keys_are_not_in_the_way()
    {
        var admission = Admission();
        var first = (await admission.Ask(Command("tests.exclusive", "a"))).ShouldBeOfType<AdmissionDecision.Granted>();

        var refused = (await admission.Ask(Command("tests.exclusive", "a"))).ShouldBeOfType<AdmissionDecision.Deferred>();
        (await admission.Ask(Command("tests.exclusive", "b"))).ShouldBeOfType<AdmissionDecision.Granted>();
        (await admission.Ask(Command("tests.exclusive"))).ShouldBeOfType<AdmissionDecision.Granted>();
        (await admission.Ask(Command("tests.exclusive")))
            .ShouldBeOfType<AdmissionDecision.Deferred>("those without a key are counted together");
        await first.DisposeAsync();

        refused.Reason.ShouldBe("concurrency limit 1 of type tests.exclusive for key a");
        (await admission.Ask(Command("tests.exclusive", "a"))).ShouldBeOfType<AdmissionDecision.Granted>();
    }

    [Theory]
    [InlineData(0, 0.0, 500)]
    [InlineData(0, 1.0, 1000)]
    [InlineData(3, 0.0, 4000)]
    [InlineData(40, 1.0, 30000)]
    public async Task A_task_that_was_put_off_often_comes_back_less_often(int deferrals, double sample, int milliseconds)
    {
        _random.Sample = sample;
        var admission = Admission();
        await admission.Ask(Command("tests.exclusive"));

        var refused = (await admission.Ask(Command("tests.exclusive") with { Deferrals = deferrals }))
            .ShouldBeOfType<AdmissionDecision.Deferred>();

        (refused.Until - _clock.GetUtcNow()).ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Fact]
    public async Task What_begins_too_fast_comes_back_when_it_may_begin_and_a_little_later()
    {
        _random.Sample = 0.5;
        var admission = Admission();
        await admission.Ask(Command("tests.slow-rate"));
        await admission.Ask(Command("tests.slow-rate"));

        var refused = (await admission.Ask(Command("tests.slow-rate"))).ShouldBeOfType<AdmissionDecision.Deferred>();

        (refused.Until - _clock.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(60.5));
        refused.Reason.ShouldBe("rate limit 2 per 00:01:00 of type tests.slow-rate");
    }

    [Fact]
    public async Task Limited_tasks_wait_while_the_store_is_away_and_unlimited_ones_run()
    {
        _limits = new Answering(() => throw new TaskStoreUnavailableException());
        var admission = Admission();

        var refused = (await admission.Ask(Command("tests.exclusive"))).ShouldBeOfType<AdmissionDecision.Deferred>();

        (refused.Until - _clock.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(5));
        refused.Reason.ShouldContain("the store does not answer");
        (await admission.Ask(Command("tests.unlimited"))).ShouldBeOfType<AdmissionDecision.Granted>();
    }

    [Fact]
    public async Task A_store_that_never_answers_holds_nobody_up_for_long()
    {
        _limits = new Answering(() => new TaskCompletionSource<LimitAnswer>().Task);

        var asked = Admission().Ask(Command("tests.exclusive"));
        await Eventually.Is(() => _clock.WaitingTimers == 1);
        _clock.Advance(TimeSpan.FromSeconds(1));

        (await asked).ShouldBeOfType<AdmissionDecision.Deferred>();
    }

    [Fact]
    public async Task The_place_of_an_attempt_that_runs_for_long_is_not_given_away()
    {
        using var leases = Leases();
        var admission = Admission(leases);
        var granted = (await admission.Ask(Command("tests.exclusive"))).ShouldBeOfType<AdmissionDecision.Granted>();
        await leases.StartAsync(CancellationToken.None);

        for (var tens = 0; tens < 12; tens++)
        {
            await Eventually.Is(() => _clock.WaitingTimers == 1);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        (await admission.Ask(Command("tests.exclusive"))).ShouldBeOfType<AdmissionDecision.Deferred>();
        await granted.DisposeAsync();
        (await admission.Ask(Command("tests.exclusive"))).ShouldBeOfType<AdmissionDecision.Granted>();
        await leases.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task The_place_of_a_worker_that_died_is_free_after_30_seconds()
    {
        await Admission().Ask(Command("tests.exclusive"));

        _clock.Advance(TimeSpan.FromSeconds(30));

        (await Admission().Ask(Command("tests.exclusive"))).ShouldBeOfType<AdmissionDecision.Granted>();
    }

    private static RunTask Command(string name, string? key = null) =>
        new() { TaskId = Guid.NewGuid(), Name = name, Key = key, Arguments = default };

    private LimitLeases Leases() => new(_limits, _monitor, _clock, NullLogger<LimitLeases>.Instance);

    private TaskAdmission Admission(LimitLeases? leases = null)
    {
        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().Build();
        services.AddTask<Unlimited, JsonElement, object?>(configuration)
            .AddTask<Exclusive, JsonElement, object?>(configuration)
            .AddTask<SlowRate, JsonElement, object?>(configuration);
        var registry = (TaskRegistry)services.Single(service => service.ServiceType == typeof(TaskRegistry)).ImplementationInstance!;
        // Not started: nobody renews what is held.
        return new TaskAdmission(registry, _pauses, _limits, leases ?? Leases(), _random, _clock, NullLogger<TaskAdmission>.Instance);
    }

    private sealed class Drawn : IRandomSource
    {
        public double Sample { get; set; }

        public double NextSample() => Sample;
    }

    private sealed class Answering(Func<Task<LimitAnswer>> answer) : ITaskLimits
    {
        public Task<LimitAnswer> Acquire(LimitRequest request, CancellationToken cancellationToken) => answer();

        public Task<bool> Renew(LimitRequest request, CancellationToken cancellationToken) => Task.FromResult(true);

        public Task Release(string limit, string holder, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Unlimited : ITaskHandler<JsonElement, object?>
    {
        public static string Name => "tests.unlimited";

        public Task<object?> Run(JsonElement arguments, TaskContext context) => Task.FromResult<object?>(null);
    }

    private sealed class Exclusive : ITaskHandler<JsonElement, object?>
    {
        public static string Name => "tests.exclusive";

        public static TaskPolicy Policy => TaskPolicy.Default with { Limit = new TaskLimit { MaxConcurrent = 1, PerKey = true } };

        public Task<object?> Run(JsonElement arguments, TaskContext context) => Task.FromResult<object?>(null);
    }

    private sealed class SlowRate : ITaskHandler<JsonElement, object?>
    {
        public static string Name => "tests.slow-rate";

        public static TaskPolicy Policy => TaskPolicy.Default with { Limit = new TaskLimit { Rate = TaskRate.PerMinute(2) } };

        public Task<object?> Run(JsonElement arguments, TaskContext context) => Task.FromResult<object?>(null);
    }
}
