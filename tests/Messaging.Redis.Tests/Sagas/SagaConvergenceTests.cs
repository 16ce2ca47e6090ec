using MassTransit;
using Messaging.TestSupport;

namespace Messaging.Redis.Tests.Sagas;

public sealed class SagaConvergenceTests
{
    [Fact]
    public async Task Two_concurrent_first_events_are_both_in_the_saga()
    {
        await using var bus = await CounterBus.Start();
        var bothHaveSeenNoSaga = new TaskCompletionSource();
        bus.Interference.BeforeSave = attempt =>
        {
            if (attempt == 2)
            {
                bothHaveSeenNoSaga.SetResult();
            }

            return bothHaveSeenNoSaga.Task;
        };

        await Task.WhenAll(bus.Apply(new Increment(bus.Id)), bus.Apply(new Increment(bus.Id)));

        (await bus.Rows.Total(bus.Key)).ShouldBe(2);
        (await bus.Rows.Version(bus.Key)).ShouldBe(2);
        bus.Interference.Attempts.ShouldBe(3);
    }

    [Fact]
    public async Task Thirty_two_writers_in_two_processes_lose_no_increment()
    {
        const int Writers = 32;
        const int Increments = 25;
        var prefix = $"test:{Guid.NewGuid():N}";
        await using var one = await StartCrowded(prefix);
        await using var other = await StartCrowded(prefix);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var bus = writer % 2 == 0 ? one : other;
            for (var increment = 0; increment < Increments; increment++)
            {
                await bus.Publish(new Increment(one.Id));
            }
        }));

        await Eventually.Get(
            async () => one.Published().Count + other.Published().Count + one.Faults<Increment>().Count + other.Faults<Increment>().Count,
            done => done == Writers * Increments);
        (await one.Rows.Total(one.Key)).ShouldBe(Writers * Increments);
        (await one.Rows.Version(one.Key)).ShouldBe(Writers * Increments);
        one.Published().Concat(other.Published()).Select(counted => counted.Total).Order()
            .ShouldBe(Enumerable.Range(1, Writers * Increments));
    }

    [Fact]
    public async Task An_event_that_inserts_before_it_runs_leaves_an_existing_saga_alone()
    {
        await using var bus = await CounterBus.Start();
        await bus.Apply(new Open(bus.Id));
        await bus.Apply(new Increment(bus.Id));

        await bus.Apply(new Open(bus.Id));

        bus.Faults<Open>().ShouldBeEmpty();
        (await bus.Rows.Total(bus.Key)).ShouldBe(1);
        (await bus.Rows.Version(bus.Key)).ShouldBe(3);
    }

    /// <summary>
    /// On a machine that is busy elsewhere, so many writers can use up the retries in place: the endpoint's retry is the net below.
    /// </summary>
    private static Task<CounterBus> StartCrowded(string prefix) =>
        CounterBus.StartWith(prefix, bus => bus
            .AddSagaStateMachine<CounterStateMachine, CounterSaga>((_, saga) => saga.UseMessageRetry(retry =>
            {
                retry.Handle<ConcurrencyException>();
                retry.Immediate(5);
            }))
            .Endpoint(endpoint => endpoint.PrefetchCount = endpoint.ConcurrentMessageLimit = 16)
            .RedisRepository(TestServers.Redis, repository => repository.KeyPrefix = prefix));
}
