using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>What the options come to in the client library's terms.</summary>
/// <exception cref="FormatException">The connection string cannot be used; the message says why, in a sentence for operators that does not quote it: it may hold a password.</exception>
internal sealed class RedisConfiguration
{
    private const int SentinelPort = 26379;

    private readonly RedisOptions _options;

    public RedisConfiguration(RedisOptions options)
    {
        _options = options;
        var parsed = Parse(options.ConnectionString);
        EndPoints = [.. parsed.EndPoints];
        UsesTls = parsed.Ssl;
        ServiceName = string.IsNullOrWhiteSpace(parsed.ServiceName) ? null : parsed.ServiceName;
        if (EndPoints.Count == 0)
        {
            throw new FormatException("ConnectionStrings:Redis names no server: begin it with an address, such as 127.0.0.1:6379.");
        }
    }

    /// <summary>The addresses in the connection string: those of sentinels where there is a <see cref="ServiceName"/>.</summary>
    public IReadOnlyList<EndPoint> EndPoints { get; }

    /// <summary>What the sentinels call the master and its replicas; without sentinels <see langword="null"/>.</summary>
    public string? ServiceName { get; }

    public bool UsesTls { get; }

    /// <summary>How long to wait for an answer.</summary>
    public TimeSpan Timeout => _options.Timeout;

    /// <summary>Connects to servers. Returns also if none is there yet.</summary>
    public async Task<ConnectionMultiplexer> Connect(IEnumerable<EndPoint> servers)
    {
        var configuration = For(servers);
        if (ServiceName is not null)
        {
            // The client's own way to agree on a master; here the sentinels say who it is.
            configuration.TieBreaker = "";
        }

        return await ConnectionMultiplexer.ConnectAsync(configuration);
    }

    /// <summary>Connects to a sentinel. Returns also if it is not there yet.</summary>
    public async Task<ConnectionMultiplexer> ConnectToSentinel(EndPoint sentinel)
    {
        var configuration = For([WithPort(sentinel)]);
        configuration.CommandMap = CommandMap.Sentinel;
        configuration.TieBreaker = "";
        configuration.Password = _options.SentinelPassword;
        configuration.DefaultDatabase = null;
        return await ConnectionMultiplexer.ConnectAsync(configuration);
    }

    private static ConfigurationOptions Parse(string connectionString)
    {
        if (connectionString.Split(',').Any(part => part.TrimStart().StartsWith("user=", StringComparison.OrdinalIgnoreCase)))
        {
            throw new FormatException("ConnectionStrings:Redis has user=, and the client library in use can sign in with a password only, as Redis' user named default: limit that user's rights instead.");
        }

        try
        {
            return ConfigurationOptions.Parse(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            throw new FormatException("ConnectionStrings:Redis cannot be read: it is addresses and options, separated by commas, such as 127.0.0.1:6379,password=secret,ssl=true.", exception);
        }
    }

    private static EndPoint WithPort(EndPoint sentinel) => sentinel switch
    {
        IPEndPoint { Port: 0 } address => new IPEndPoint(address.Address, SentinelPort),
        DnsEndPoint { Port: 0 } name => new DnsEndPoint(name.Host, SentinelPort),
        _ => sentinel,
    };

    private ConfigurationOptions For(IEnumerable<EndPoint> servers)
    {
        var configuration = Parse(_options.ConnectionString);
        configuration.EndPoints.Clear();
        foreach (var server in servers)
        {
            configuration.EndPoints.Add(server);
        }

        // A process must come up, and stay up, while its store is away.
        configuration.AbortOnConnectFail = false;
        configuration.ConnectTimeout = (int)_options.Timeout.TotalMilliseconds;
        if (configuration.Ssl)
        {
            // The client's default is without 1.3.
            configuration.SslProtocols ??= SslProtocols.Tls12 | SslProtocols.Tls13;
            UseCertificates(configuration);
        }

        return configuration;
    }

    /// <summary>Makes a connection believe and show what the options say. Without options the client's own rules hold: what the machine trusts, for the name it connects to.</summary>
    private void UseCertificates(ConfigurationOptions configuration)
    {
        if (_options.Certificates.ReadAuthority() is { } authority)
        {
            configuration.CertificateValidation += (_, certificate, chain, errors) =>
                certificate is X509Certificate2 shown
                && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                && authority.HasSigned(shown, chain);
        }

        if (_options.Certificates.ReadCertificate() is { } own)
        {
            configuration.CertificateSelection += (_, _, _, _, _) => own;
        }
    }
}
