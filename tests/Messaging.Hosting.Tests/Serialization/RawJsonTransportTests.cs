using System.Diagnostics;
using MassTransit;
using MassTransit.Serialization;
using Messaging.Contracts;
using Messaging.Contracts.Tests;
using Messaging.TestSupport;

namespace Messaging.Hosting.Tests.Serialization;

/// <summary>On both transports: what our processes send each other.</summary>
[Collection(RunAlone.Name)]
public sealed class RawJsonTransportTests
{
    private static readonly RunTask Command = WireValues.Full.OfType<RunTask>().Single();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commands_and_bulk_events_travel_lean_without_being_asked_to(bool isInMemory)
    {
        await using var listener = await Listener.Start(isInMemory);

        await listener.Send(Command);
        var command = await listener.Next<RunTask>();
        await listener.Send(
            new TaskEvents
            {
                Enqueued = [new TaskEnqueued { TaskId = Command.TaskId, Attempt = 2, EnqueuedAt = DateTimeOffset.UnixEpoch }],
            });
        var events = await listener.Next<TaskEvents>();

        command.ContentType.ShouldBe("application/vnd.messaging.run-task+json");
        RawJsonBody.Write(command.Message).ShouldBe(RawJsonBody.Write(Command));
        events.ContentType.ShouldBe("application/vnd.messaging.task-events+json");
        events.Message.Enqueued.ShouldHaveSingleItem().Attempt.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_envelope_is_read_as_ever(bool isInMemory)
    {
        await using var listener = await Listener.Start(isInMemory);

        await listener.Send(Command, context => context.Serializer = SystemTextJsonMessageSerializer.Instance);
        var command = await listener.Next<RunTask>();

        command.ContentType.ShouldBe("application/vnd.masstransit+json");
        RawJsonBody.Write(command.Message).ShouldBe(RawJsonBody.Write(Command));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_sender_says_beside_the_message_arrives(bool isInMemory)
    {
        await using var listener = await Listener.Start(isInMemory);
        var (message, correlation, request) = (NewId.NextGuid(), Guid.NewGuid(), Guid.NewGuid());
        DateTime? sent = null;

        await listener.Send(Command, context =>
        {
            context.CorrelationId = correlation;
            context.RequestId = request;
            context.ResponseAddress = new Uri("exchange:answers");
            context.Headers.Set("tenant", "ä 7");
            context.Headers.Set("tracestate", "vendor=1");
            sent = context.SentTime;
            message = context.MessageId!.Value;
        });
        var received = await listener.Next<RunTask>();

        received.MessageId.ShouldBe(message);
        received.CorrelationId.ShouldBe(correlation);
        received.RequestId.ShouldBe(request);
        received.ResponseAddress.ShouldBe(new Uri("exchange:answers"));
        received.SentTime.ShouldBe(sent.ShouldNotBeNull());
        received.SentTime!.Value.Kind.ShouldBe(DateTimeKind.Utc);
        received.Tenant.ShouldBe("ä 7");
        received.TraceState.ShouldBe("vendor=1");
        received.HeaderNames.ShouldContain("tenant");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_id_that_tells_another_time_does_not_make_the_time_of_sending_wrong(bool isInMemory)
    {
        await using var listener = await Listener.Start(isInMemory);
        DateTime? sent = null;

        await listener.Send(Command, context =>
        {
            context.MessageId = Guid.Parse("0197a000-0000-7000-8000-000000000001");
            sent = context.SentTime;
        });

        (sent.ShouldNotBeNull() - (await listener.Next<RunTask>()).SentTime.ShouldNotBeNull())
            .ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_trace_goes_on_at_the_consumer(bool isInMemory)
    {
        using var spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MassTransit",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        var received = new TaskCompletionSource<Activity>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = await Listener.Start(isInMemory);
        using var submission = new Activity("submission").Start();
        spans.ActivityStarted = span =>
        {
            if (span.OperationName == $"{listener.Queue} receive")
            {
                received.TrySetResult(span);
            }
        };
        ActivitySource.AddActivityListener(spans);

        await listener.Send(Command);

        (await received.Task.WaitAsync(TimeSpan.FromSeconds(60))).TraceId.ShouldBe(submission.TraceId);
        await listener.Next<RunTask>();
    }
}
