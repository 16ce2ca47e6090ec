using System.ComponentModel.DataAnnotations;
using Messaging.Certificates;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>How Redis is reached. Configuration section <c>Redis</c>; the address is the connection string <c>Redis</c>.</summary>
public sealed class RedisOptions : IValidatableObject
{
    /// <summary>
    /// Addresses and options as StackExchange.Redis reads them, such as
    /// <c>127.0.0.1:6379,password=secret,ssl=true,sslHost=redis.example.com</c>; the addresses of
    /// several nodes for a cluster, and those of sentinels with <c>serviceName=mymaster</c>; <c>user=</c> for a user of Redis' access
    /// control list. Required. Default: <c>ConnectionStrings:Redis</c>.
    /// </summary>
    [Required(ErrorMessage = "ConnectionStrings:Redis is missing: set it to the address of Redis, such as 127.0.0.1:6379.")]
    public string ConnectionString { get; set; } = "";

    /// <summary>First part of every key, so that several installations can share a server. Default: <c>tasks</c>.</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9_.-]{1,64}", ErrorMessage = "Redis:KeyPrefix is 1 to 64 letters, digits, dots, hyphens and underscores.")]
    public string KeyPrefix { get; set; } = "tasks";

    /// <summary>How long to wait for an answer. Default: 2 seconds; 50 milliseconds to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Password of the sentinels, which have another than the servers they watch, or none. Their user, if it is not <c>default</c>, is
    /// <c>sentinelUser=</c> in the
    /// connection string. Default: none.
    /// </summary>
    public string? SentinelPassword { get; set; }

    /// <summary>
    /// File with the certificates, in PEM, of the authorities that sign the servers'; then no others are trusted. Default: none; those the
    /// machine trusts.
    /// </summary>
    public string? CertificateAuthority { get; set; }

    /// <summary>
    /// File with the certificate and private key that this process shows: PKCS#12 if it ends in <c>.pfx</c> or <c>.p12</c>, else PEM.
    /// Default: none.
    /// </summary>
    public string? ClientCertificate { get; set; }

    /// <summary>File with the private key in PEM, where it is not in <see cref="ClientCertificate"/>. Default: none.</summary>
    public string? ClientCertificateKey { get; set; }

    /// <summary>Password of the private key. Default: none.</summary>
    public string? ClientCertificatePassword { get; set; }

    /// <summary>The files named here.</summary>
    internal CertificateFiles Certificates =>
        new("Redis", CertificateAuthority, ClientCertificate, ClientCertificateKey, ClientCertificatePassword);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        ConfigurationOptions? configuration = null;
        var problem = "";
        try
        {
            configuration = RedisConfiguration.Parse(ConnectionString);
        }
        catch (FormatException exception)
        {
            problem = exception.Message;
        }

        if (configuration is null)
        {
            yield return new ValidationResult(problem, [nameof(ConnectionString)]);
            yield break;
        }

        if (!configuration.Ssl && (CertificateAuthority ?? ClientCertificate) is not null)
        {
            yield return new ValidationResult(
                "Redis:CertificateAuthority and ClientCertificate are for TLS, but ConnectionStrings:Redis is without ssl=true.",
                [nameof(ConnectionString)]);
        }

        if (SentinelPassword is not null && string.IsNullOrWhiteSpace(configuration.ServiceName))
        {
            yield return new ValidationResult(
                "Redis:SentinelPassword is for sentinels, but ConnectionStrings:Redis is without serviceName=.",
                [nameof(SentinelPassword)]);
        }

        if (Certificates.Problem() is { } unreadable)
        {
            yield return new ValidationResult(unreadable, [nameof(CertificateAuthority)]);
        }
    }
}
