using System.Text.Json;
using MassTransit;

namespace Messaging.Redis.Tests.Sagas;

public sealed class SagaRowTests
{
    [Fact]
    public async Task A_row_is_a_hex_header_and_compact_json_without_the_version()
    {
        await using var bus = await CounterBus.Start();

        await bus.Apply(new Increment(bus.Id));

        var row = (await bus.Rows.Get(bus.Key))!;
        row[..16].ShouldMatch("^00000001[0-9a-f]{8}$");
        row[16..].ShouldBe($$"""{"correlationId":"{{bus.Id}}","currentState":"Counting","total":1}""");
    }

    [Fact]
    public async Task The_json_follows_the_options_it_is_given()
    {
        await using var bus = await CounterBus.Start(repository => repository.SerializerOptions =
            new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper, TypeInfoResolver = CounterJson.Default });

        await bus.Apply(new Increment(bus.Id));

        (await bus.Rows.Get(bus.Key))![16..].ShouldBe($$"""{"CORRELATION_ID":"{{bus.Id}}","CURRENT_STATE":"Counting","TOTAL":1}""");
        (await bus.Sagas.Load(bus.Id)).Total.ShouldBe(1);
    }

    [Fact]
    public async Task A_saga_loads_with_the_version_of_its_row()
    {
        await using var bus = await CounterBus.Start();
        await bus.Apply(new Increment(bus.Id));
        await bus.Apply(new Increment(bus.Id));

        var saga = await bus.Sagas.Load(bus.Id);

        saga.CorrelationId.ShouldBe(bus.Id);
        saga.Total.ShouldBe(2);
        saga.Version.ShouldBe(2);
        (await bus.Sagas.Load(Guid.NewGuid())).ShouldBeNull();
    }

    [Fact]
    public async Task A_row_that_others_wrote_is_reported_and_left_alone()
    {
        await using var bus = await CounterBus.Start();
        await bus.Rows.Database.StringSetAsync(bus.Key, """{"correlationId":"x"}""");

        var error = await Should.ThrowAsync<SagaException>(() => bus.Sagas.Load(bus.Id));

        error.Message.ShouldContain(bus.Key);
    }

    [Fact]
    public async Task Every_write_sets_the_expiry_anew_and_an_unchanged_saga_is_not_written()
    {
        await using var bus = await CounterBus.Start(repository => repository.Expiry = TimeSpan.FromHours(1));
        await bus.Apply(new Increment(bus.Id));
        (await Expiry(bus)).ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));

        await bus.Rows.Database.KeyExpireAsync(bus.Key, TimeSpan.FromMinutes(2));
        await bus.Apply(new Touch(bus.Id));
        bus.Interference.Attempts.ShouldBe(2);
        (await Expiry(bus)).ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(2));
        (await bus.Rows.Version(bus.Key)).ShouldBe(1);

        await bus.Apply(new Increment(bus.Id));
        (await Expiry(bus)).ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        (await bus.Rows.Version(bus.Key)).ShouldBe(2);
    }

    [Fact]
    public async Task Without_an_expiry_a_row_stays()
    {
        await using var bus = await CounterBus.Start();

        await bus.Apply(new Increment(bus.Id));

        (await bus.Rows.Database.KeyTimeToLiveAsync(bus.Key)).ShouldBeNull();
    }

    private static async Task<TimeSpan> Expiry(CounterBus bus) => (await bus.Rows.Database.KeyTimeToLiveAsync(bus.Key)).ShouldNotBeNull();
}
