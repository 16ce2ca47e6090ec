using System.Collections.Concurrent;
using System.Globalization;
using MassTransit;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.Hosting.Routing;

/// <summary>
/// What the broker has refused and with which answer, until it takes it again: a broker that says no is not one that is away. Each change
/// is logged once, with the broker's own words;
/// health shows the code alone, as those words name users and queues. Codes: https://www.rabbitmq.com/amqp-0-9-1-reference.
/// </summary>
internal sealed class BrokerAnswers(TimeProvider clock, ILogger<BrokerAnswers> logger) : IReceiveEndpointObserver
{
    /// <summary>The connection itself, for which no queue can be named.</summary>
    public const string Connection = "the connection";

    private const int MaxNamed = 5;
    private const int AccessRefused = 403;

    /// <summary>What nobody has asked for since may be taken by now, or be wanted no longer.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Refusal> _refused = new(StringComparer.Ordinal);

    /// <summary>To ask the dictionary whether it is empty takes all its locks, and this is asked after every send.</summary>
    private volatile bool _any;

    /// <summary>Whether anything is refused: else there is nothing to take note of where things go well.</summary>
    public bool Any => _any;

    /// <summary>Whether the connection itself is refused: then nothing else can be had.</summary>
    public bool IsLockedOut => _any && _refused.ContainsKey(Connection);

    /// <summary>All that is refused, in a few words; <see langword="null"/> when nothing is.</summary>
    public string? Describe()
    {
        foreach (var old in _refused.Where(refusal => clock.GetElapsedTime(refusal.Value.At) > Memory))
        {
            _refused.TryRemove(old);
        }

        _any = !_refused.IsEmpty;
        var isLockedOut = IsLockedOut;
        var refused = _refused.Where(refusal => !isLockedOut || refusal.Key == Connection)
            .OrderBy(refusal => refusal.Key, StringComparer.Ordinal)
            .Select(refusal => $"{refusal.Key} ({Code(refusal.Value.Answer)})")
            .ToArray();
        return refused.Length == 0 ? null : $"The broker refuses {string.Join(", ", refused.Take(MaxNamed))}{(refused.Length > MaxNamed ? ", ..." : "")}: the log says why.";
    }

    /// <summary>Takes note of a failure. One that is no answer of the broker says nothing of what it would answer.</summary>
    /// <param name="what">What it was asked for.</param>
    /// <param name="failure">How that failed.</param>
    public void Failed(string what, Exception failure)
    {
        if (AnswerIn(failure) is not { } answer)
        {
            return;
        }

        var isNews = _refused.GetValueOrDefault(what)?.Answer != answer;
        _refused[what] = new Refusal(answer, clock.GetTimestamp());
        _any = true;
        if (isNews)
        {
            logger.LogWarning("The broker refuses {What}: {Answer}", what, answer);
        }
    }

    /// <summary>Takes note of a success.</summary>
    public void Taken(string what)
    {
        if (Any && _refused.TryRemove(what, out _))
        {
            logger.LogInformation("The broker takes {What} again", what);
        }

        if (Any && what == Connection)
        {
            // What a broker that stopped has refused, one that lets us in does not.
            foreach (var forced in _refused.Where(refusal => refusal.Value.Answer.StartsWith("320 ", StringComparison.Ordinal)))
            {
                _refused.TryRemove(forced);
            }
        }

        _any = _any && !_refused.IsEmpty;
    }

    Task IReceiveEndpointObserver.Ready(ReceiveEndpointReady ready)
    {
        Taken(NameOf(ready.InputAddress));
        return Task.CompletedTask;
    }

    Task IReceiveEndpointObserver.Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    Task IReceiveEndpointObserver.Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    Task IReceiveEndpointObserver.Faulted(ReceiveEndpointFaulted faulted)
    {
        Failed(NameOf(faulted.InputAddress), faulted.Exception!);
        return Task.CompletedTask;
    }

    private static string NameOf(Uri address) => $"queue {address.AbsolutePath[(address.AbsolutePath.LastIndexOf('/') + 1)..]}";

    /// <summary>The code and the name that stand before the broker's own words.</summary>
    private static string Code(string answer) => answer.Split(" - ", 2)[0];

    private static string? AnswerIn(Exception? failure) => failure switch
    {
        null => null,
        AuthenticationFailureException refusal => string.Create(CultureInfo.InvariantCulture, $"{AccessRefused} {refusal.Message}"),
        OperationInterruptedException { ShutdownReason: { Initiator: ShutdownInitiator.Peer, ReplyCode: >= 300 } reason } =>
            string.Create(CultureInfo.InvariantCulture, $"{reason.ReplyCode} {reason.ReplyText}"),
        AggregateException { InnerExceptions: var several } => several.Select(AnswerIn).FirstOrDefault(answer => answer is not null),
        _ => AnswerIn(failure.InnerException),
    };

    private sealed record Refusal(string Answer, long At);
}
