using MassTransit;
using Messaging.Contracts;
using Messaging.Producer.Dispatch;
using Messaging.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Tests.Dispatch;

public sealed class CommandSenderTests : IDisposable
{
    private static readonly RunTask Command = new() { TaskId = Guid.NewGuid(), Name = "math.add", Arguments = default, Queue = "sums" };

    private readonly WatchedTimeProvider _clock = new();
    private readonly FakeBroker _broker = new();
    private readonly ProducerOptions _options = new();
    private readonly CommandSender _sender;

    public CommandSenderTests() =>
        _sender = new CommandSender(_broker.Bus, _broker, Options.Create(_options), _clock, NullLogger<CommandSender>.Instance);

    public void Dispose() => _sender.Dispose();

    [Fact]
    public async Task A_confirmed_command_is_in_the_queue_it_names()
    {
        (await TrySend()).ShouldBeTrue();

        _broker.Sent.ShouldBe([Command]);
        _broker.Addresses.ShouldBe([new Uri("exchange:tasks.sums")]);
        _broker.SawToken.ShouldBeFalse();
    }

    [Fact]
    public async Task A_confirm_that_does_not_come_in_time_is_a_no()
    {
        _broker.OnSend = _ => new TaskCompletionSource().Task;

        var sending = TrySend();
        await Eventually.Is(() => _broker.Asked == 1 && _clock.WaitingTimers > 0);
        _clock.Advance(_options.ConfirmTimeout - TimeSpan.FromMilliseconds(1));
        sending.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        (await sending.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_queue_that_cannot_be_declared_is_a_no()
    {
        _broker.HasRoutes = false;

        (await TrySend()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_fault_of_the_bus_is_a_no()
    {
        _broker.OnSend = _ => throw new MassTransitException("nack");

        (await TrySend()).ShouldBeFalse();
        _broker.Forgotten.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_that_comes_back_makes_its_queue_forgotten_so_that_it_is_declared_again()
    {
        _broker.OnSend = _ => throw new MessageReturnedException("no route");

        (await TrySend()).ShouldBeFalse();

        _broker.Forgotten.ShouldBe(["tasks.sums"]);
    }

    [Fact]
    public async Task While_the_broker_is_away_callers_are_spared_the_wait_and_it_is_tried_again_after_a_while()
    {
        _broker.HasRoutes = false;
        for (var i = 0; i < 20; i++)
        {
            (await TrySend()).ShouldBeFalse();
        }

        _broker.Asked.ShouldBeLessThan(20);
        var asked = _broker.Asked;
        _broker.HasRoutes = true;
        (await TrySend()).ShouldBeFalse();
        _broker.Asked.ShouldBe(asked);

        _clock.Advance(TimeSpan.FromSeconds(2));
        (await TrySend()).ShouldBeTrue();
        (await TrySend()).ShouldBeTrue();
    }

    [Fact]
    public async Task Whatever_a_client_library_throws_is_an_unconfirmed_command()
    {
        _broker.OnSend = _ => throw new NotSupportedException();

        (await TrySend()).ShouldBeFalse();
    }

    private Task<bool> TrySend() => _sender.TrySend(Command, CancellationToken.None);
}
