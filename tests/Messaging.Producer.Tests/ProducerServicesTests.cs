using Messaging.AspNetCore;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Loops;
using Messaging.Lifecycle;
using Messaging.Producer.Dispatch;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Tests;

public sealed class ProducerServicesTests
{
    [Theory]
    [InlineData("Producer:ConfirmTimeout", "00:00:05")]
    [InlineData("Producer:ConfirmTimeout", "00:00:00")]
    [InlineData("Producer:DispatchInterval", "00:00:11")]
    [InlineData("Producer:DispatchInterval", "00:00:00")]
    [InlineData("Producer:ClaimInterval", "00:00:00.099")]
    [InlineData("Producer:ClaimInterval", "00:01:01")]
    public async Task A_setting_out_of_its_bounds_is_refused_at_the_start(string key, string value)
    {
        await using var application = Build((key, value));

        (await Should.ThrowAsync<OptionsValidationException>(() => application.StartAsync())).Message.ShouldContain(key.Split(':')[1]);
    }

    [Fact]
    public async Task A_submission_waits_for_its_confirm_less_than_the_relay_does_before_it_sends_instead()
    {
        await using var application = Build();

        application.Services.GetRequiredService<IOptions<ProducerOptions>>().Value.ConfirmTimeout
            .ShouldBeLessThan(application.Services.GetRequiredService<IOptions<LedgerOptions>>().Value.OutboxGrace);
    }

    [Fact]
    public async Task Due_tasks_the_outbox_marks_claims_abandoned_tasks_and_the_announcement_have_a_loop_each()
    {
        await using var application = Build();

        application.Services.GetServices<IHostedService>().OfType<DispatchLoop>().Count().ShouldBe(2);
        application.Services.GetRequiredService<LoopMonitor>().Loops.Select(loop => loop.Name)
            .ShouldBe(["abandoned", "announcement", "claims", "dispatch-due", "dispatch-outbox", "enqueued-marks"], ignoreOrder: true);
    }

    private static WebApplication Build(params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.AddServiceDefaults("producer", "http://127.0.0.1:0");
        builder.Services.AddInMemoryLedger().AddInMemoryBus(ProducerServices.ConfigureBus).AddProducer();
        return builder.Build();
    }
}
