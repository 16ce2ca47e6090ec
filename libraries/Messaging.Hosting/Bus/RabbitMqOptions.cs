using System.ComponentModel.DataAnnotations;

namespace Messaging.Hosting.Bus;

/// <summary>How RabbitMQ is reached. Configuration section <c>RabbitMq</c>; the address is the connection string <c>RabbitMq</c>.</summary>
public sealed class RabbitMqOptions : IValidatableObject
{
    /// <summary>Address with user, password and virtual host, such as <c>amqp://user:password@127.0.0.1:5672/</c>; <c>amqps</c> for TLS. Required. Default: <c>ConnectionStrings:RabbitMq</c>.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Time between heartbeats: a silent connection is given up after two. Default: 10 seconds; 1 second to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(ConnectionString, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
        {
            yield return new ValidationResult("ConnectionStrings:RabbitMq is missing or not an address such as amqp://user:password@127.0.0.1:5672/.", [nameof(ConnectionString)]);
        }
    }
}
