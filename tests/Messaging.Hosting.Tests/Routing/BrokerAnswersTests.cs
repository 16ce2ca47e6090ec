using MassTransit;
using Messaging.Hosting.Routing;
using Messaging.Hosting.Tests.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Messaging.Hosting.Tests.Routing;

public sealed class BrokerAnswersTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly KeptLogs _logs = new();
    private readonly ILoggerFactory _logging;
    private readonly BrokerAnswers _answers;

    public BrokerAnswersTests()
    {
        _logging = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        _answers = new BrokerAnswers(_clock, _logging.CreateLogger<BrokerAnswers>());
    }

    [Theory]
    [InlineData(311, "CONTENT_TOO_LARGE - message size 200000000 is larger than configured max size 134217728", "311 CONTENT_TOO_LARGE")]
    [InlineData(320, "CONNECTION_FORCED - Closed via management plugin", "320 CONNECTION_FORCED")]
    [InlineData(403, "ACCESS_REFUSED - access to queue 'tasks.mail' in vhost '/' refused for user 'ann'", "403 ACCESS_REFUSED")]
    [InlineData(404, "NOT_FOUND - no exchange 'tasks.mail' in vhost '/'", "404 NOT_FOUND")]
    [InlineData(406, "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'tasks.mail' in vhost '/'", "406 PRECONDITION_FAILED")]
    [InlineData(541, "INTERNAL_ERROR", "541 INTERNAL_ERROR")]
    public void An_answer_is_logged_once_in_full_and_told_by_its_code(int code, string text, string shown)
    {
        _answers.Failed("to declare tasks.mail", new RabbitMqConnectionException("wrapped", Answer((ushort)code, text)));
        _answers.Failed("to declare tasks.mail", Answer((ushort)code, text));

        _answers.Describe().ShouldBe($"The broker refuses to declare tasks.mail ({shown}): the log says why.");
        _logs.Lines.ShouldBe([$"The broker refuses to declare tasks.mail: {code} {text}"]);
    }

    [Fact]
    public void A_refused_sign_in_is_an_answer()
    {
        _answers.Failed(
            BrokerAnswers.Connection,
            new BrokerUnreachableException(new AuthenticationFailureException("ACCESS_REFUSED - Login was refused")));

        _answers.Describe().ShouldBe("The broker refuses the connection (403 ACCESS_REFUSED): the log says why.");
    }

    [Fact]
    public void What_is_taken_again_is_no_longer_refused()
    {
        _answers.Failed("sends to tasks.mail", Answer(406, "PRECONDITION_FAILED - no"));

        _answers.Taken("sends to tasks.other");
        _answers.Any.ShouldBeTrue();
        _answers.Taken("sends to tasks.mail");

        _answers.Describe().ShouldBeNull();
        _logs.Lines.ShouldContain("The broker takes sends to tasks.mail again");
    }

    [Fact]
    public void What_a_broker_that_stopped_has_refused_is_forgotten_when_it_lets_us_in_again()
    {
        _answers.Failed("sends to tasks.mail", Answer(320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'"));
        _answers.Failed("to declare tasks.mail", Answer(406, "PRECONDITION_FAILED - no"));

        _answers.Taken(BrokerAnswers.Connection);

        _answers.Describe().ShouldBe("The broker refuses to declare tasks.mail (406 PRECONDITION_FAILED): the log says why.");
    }

    [Fact]
    public void What_nobody_has_asked_for_in_ten_minutes_is_forgotten()
    {
        _answers.Failed("sends to tasks.mail", Answer(404, "NOT_FOUND - no"));
        _clock.Advance(TimeSpan.FromMinutes(10));
        _answers.Describe().ShouldNotBeNull();

        _clock.Advance(TimeSpan.FromTicks(1));

        _answers.Describe().ShouldBeNull();
    }

    [Fact]
    public void A_broker_that_is_away_has_not_answered()
    {
        _answers.Failed(BrokerAnswers.Connection, new BrokerUnreachableException(new TimeoutException()));
        _answers.Failed(BrokerAnswers.Connection, Answer(200, "Goodbye"));
        _answers.Failed(
            BrokerAnswers.Connection,
            new AlreadyClosedException(new ShutdownEventArgs(ShutdownInitiator.Library, 541, "Connection reset by peer")));

        _answers.Describe().ShouldBeNull();
        _logs.Lines.ShouldBeEmpty();
    }

    public void Dispose() => _logging.Dispose();

    private static OperationInterruptedException Answer(ushort code, string text) =>
        new(new ShutdownEventArgs(ShutdownInitiator.Peer, code, text));
}
