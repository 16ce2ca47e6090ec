using Messaging.Lifecycle.Sagas;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Lifecycle.Tests;

public sealed class LedgerOptionsTests
{
    [Fact]
    public void Without_configuration_the_documented_defaults_hold()
    {
        var options = Bind();

        options.SucceededRetention.ShouldBe(TimeSpan.FromHours(24));
        options.FailedRetention.ShouldBe(TimeSpan.FromDays(30));
        options.CanceledRetention.ShouldBe(TimeSpan.FromHours(24));
        options.TombstoneRetention.ShouldBe(TimeSpan.FromDays(7));
        options.OutboxGrace.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("SucceededRetention", "00:01:00")]
    [InlineData("FailedRetention", "3650.00:00:00")]
    [InlineData("CanceledRetention", "2.00:00:00")]
    [InlineData("TombstoneRetention", "00:01:00")]
    [InlineData("OutboxGrace", "00:00:01")]
    [InlineData("OutboxGrace", "00:10:00")]
    public void A_value_within_its_bounds_is_taken(string name, string value) =>
        typeof(LedgerOptions).GetProperty(name)!.GetValue(Bind((name, value))).ShouldBe(TimeSpan.Parse(value, null));

    [Theory]
    [InlineData("SucceededRetention", "00:00:59.999")]
    [InlineData("SucceededRetention", "3650.00:00:00.001")]
    [InlineData("FailedRetention", "00:00:00")]
    [InlineData("CanceledRetention", "-1.00:00:00")]
    [InlineData("TombstoneRetention", "00:00:01")]
    [InlineData("OutboxGrace", "00:00:00.999")]
    [InlineData("OutboxGrace", "00:10:01")]
    public void A_value_out_of_its_bounds_is_refused_by_name(string name, string value) =>
        Should.Throw<OptionsValidationException>(() => Bind((name, value))).Message.ShouldContain(name);

    [Fact]
    public void Every_option_has_bounds()
    {
        foreach (var property in typeof(LedgerOptions).GetProperties())
        {
            Should.Throw<OptionsValidationException>(() => Bind((property.Name, "-00:00:01")), property.Name);
        }
    }

    [Fact]
    public void Every_ended_state_has_a_retention_and_no_other_has()
    {
        foreach (var state in Enum.GetValues<TaskState>())
        {
            new LedgerOptions().RetentionOf(state).HasValue.ShouldBe(state.IsTerminal(), state.ToString());
        }
    }

    private static LedgerOptions Bind(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Ledger:{setting.Name}", (string?)setting.Value)))
            .Build();
        using var provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(new FakeTimeProvider())
            .AddLedger()
            .BuildServiceProvider();
        return provider.GetRequiredService<IOptions<LedgerOptions>>().Value;
    }
}
