using System.ComponentModel.DataAnnotations;
using MassTransit;
using Messaging.RabbitMq;

namespace Messaging.Client;

/// <summary>
/// How tasks are submitted, and where their results are asked for. Choose one of <see cref="UseHttp"/>, <see cref="UseRabbitMq"/> and <see
/// cref="UseBus()"/>.
/// </summary>
public sealed class TaskClientOptions
{
    private static readonly TimeSpan ShortestTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(10);

    /// <summary>Base address of Producer, for submitting over HTTP and for cancelling. Default: none.</summary>
    public Uri? ProducerAddress { get; set; }

    /// <summary>Base address of StatusQuery, for reading tasks and waiting for them. Default: none.</summary>
    public Uri? StatusAddress { get; set; }

    /// <summary>The key that both services ask for. Default: none, which serves callers on the same machine alone.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// How long one call may try, faults and repetitions included; waiting for a task has its own time. Default: 30 seconds; 100
    /// milliseconds to 10 minutes.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What sends HTTP requests, such as a test server's; not disposed of by the client. Default: a pool of connections of its own.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    internal RabbitMqOptions? RabbitMq { get; private set; }

    internal Func<IServiceProvider, ISendEndpointProvider>? Bus { get; private set; }

    private int _ways;

    /// <summary>
    /// Submits over HTTP: a task is in the store when its submission returns, and what is wrong with it is known at once.
    /// </summary>
    /// <param name="producer">Base address of Producer, such as <c>http://localhost:5080</c>.</param>
    /// <param name="status">Base address of StatusQuery, such as <c>http://localhost:5081</c>; <see langword="null"/> when it is the same,
    /// as with Standalone.</param>
    /// <param name="apiKey">The key that both ask for.</param>
    public void UseHttp(string producer, string? status = null, string? apiKey = null)
    {
        _ways++;
        ProducerAddress = Address(producer, nameof(producer));
        StatusAddress = status is null ? ProducerAddress : Address(status, nameof(status));
        ApiKey = apiKey;
    }

    /// <summary>
    /// Submits over RabbitMQ, on a connection of its own: submitting needs neither Producer nor the store to be there. Reading, waiting and
    /// cancelling go over HTTP.
    /// </summary>
    /// <param name="connectionString">
    /// Address with user, password and virtual host, such as <c>amqp://user:password@localhost:5672/</c>; <c>amqps</c> for TLS, whose
    /// certificates are verified;
    /// several nodes of a cluster separated by commas.
    /// </param>
    /// <param name="configure">Sets authority, client certificate, further nodes and heartbeat. Default: those of
    /// <see cref="RabbitMqOptions"/>.</param>
    public void UseRabbitMq(string connectionString, Action<RabbitMqOptions>? configure = null)
    {
        _ways++;
        RabbitMq = new RabbitMqOptions { ConnectionString = connectionString };
        configure?.Invoke(RabbitMq);
    }

    /// <summary>Submits over the application's own MassTransit bus on RabbitMQ. Reading, waiting and cancelling go over HTTP.</summary>
    public void UseBus() =>
        UseBus(provider =>
            (IBus?)provider.GetService(typeof(IBus)) ?? throw new InvalidOperationException("UseBus needs a bus: call AddMassTransit."));

    /// <summary>Submits over one of the application's MassTransit buses.</summary>
    /// <param name="bus">Finds it.</param>
    public void UseBus(Func<IServiceProvider, ISendEndpointProvider> bus)
    {
        _ways++;
        Bus = bus;
    }

    /// <exception cref="ArgumentException">What was set does not go together, or is out of range.</exception>
    internal void Validate()
    {
        if (_ways != 1)
        {
            throw new ArgumentException("A task client needs one way to submit: call one of UseHttp, UseRabbitMq and UseBus.");
        }

        if (Timeout < ShortestTime || Timeout > LongestTime)
        {
            throw new ArgumentException($"The task client's Timeout is {Timeout}; it must be from {ShortestTime} to {LongestTime}.");
        }

        if (RabbitMq is { } broker)
        {
            var problems = new List<System.ComponentModel.DataAnnotations.ValidationResult>();
            if (!Validator.TryValidateObject(broker, new ValidationContext(broker), problems, validateAllProperties: true))
            {
                throw new ArgumentException(string.Join(' ', problems.Select(problem => problem.ErrorMessage)));
            }
        }

        CheckBase(ProducerAddress, nameof(ProducerAddress));
        CheckBase(StatusAddress, nameof(StatusAddress));
    }

    private static void CheckBase(Uri? address, string name)
    {
        if (address is not null && !IsWeb(address))
        {
            throw new ArgumentException($"The task client's {name} is {address}; it must be an address such as http://localhost:5080.");
        }
    }

    private static Uri Address(string text, string parameter) => Uri.TryCreate(text, UriKind.Absolute, out var address) && IsWeb(address)
        ? address
        : throw new ArgumentException($"'{text}' is no address such as http://localhost:5080.", parameter);

    private static bool IsWeb(Uri address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https" };
}
