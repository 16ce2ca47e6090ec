using Messaging.Worker.Execution;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Worker.Tests.Execution;

public sealed class WorkerShutdownTests
{
    [Fact]
    public void Attempts_are_stopped_when_the_time_to_drain_is_over()
    {
        var clock = new FakeTimeProvider();
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        using var shutdown = new WorkerShutdown(
            lifetime, new RunningAttempts(), Options.Create(new WorkerOptions { Drain = TimeSpan.FromSeconds(10) }), clock);

        clock.Advance(TimeSpan.FromDays(1));
        shutdown.Token.IsCancellationRequested.ShouldBeFalse("nobody has told the worker to stop");
        lifetime.StopApplication();
        clock.Advance(TimeSpan.FromSeconds(9));
        shutdown.Token.IsCancellationRequested.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        shutdown.Token.IsCancellationRequested.ShouldBeTrue();
    }
}
