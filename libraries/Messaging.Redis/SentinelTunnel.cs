using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Messaging.Redis;

/// <summary>
/// Leads the connections of a client to the master that the sentinels name, and to no other server. The client sees a single server, whose
/// connections are cut when
/// the master changes; it connects again, subscriptions included. Left to itself it would know all servers and go by what each calls
/// itself,
/// and a master that comes back calls itself one until the sentinels tell it otherwise: seconds of writes that are lost.
/// </summary>
internal sealed class SentinelTunnel : Tunnel, IReconnectRetryPolicy, IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private readonly string _service;
    private readonly TimeSpan _patience;
    private readonly TimeSpan _connectTimeout;
    private readonly IReconnectRetryPolicy _otherwise;
    private readonly Lazy<Task<ConnectionMultiplexer>> _sentinels;
    private readonly ConcurrentDictionary<ConnectionType, (EndPoint Master, NetworkStream Stream)> _connections = new();
    private EndPoint? _latest;
    private long _lookedAt;
    private long _switchedAt;

    private SentinelTunnel(ConfigurationOptions configuration, string service)
    {
        _service = service;
        _patience = TimeSpan.FromMilliseconds(configuration.AsyncTimeout) / 2;
        _connectTimeout = TimeSpan.FromMilliseconds(configuration.ConnectTimeout);
        _otherwise = configuration.ReconnectRetryPolicy;
        var sentinels = OfSentinels(configuration);
        _sentinels = new(() => Connect(sentinels));
    }

    /// <summary>Changes a configuration that names sentinels into one that leads to the master.</summary>
    public static SentinelTunnel For(ConfigurationOptions configuration)
    {
        var tunnel = new SentinelTunnel(configuration, configuration.ServiceName!);
        configuration.ServiceName = null;
        configuration.EndPoints.Clear();
        if (configuration is { Ssl: true, SslHost: null, SslClientAuthenticationOptions: null })
        {
            configuration.SslClientAuthenticationOptions = _ => tunnel.Authentication(configuration);
        }

        configuration.EndPoints.Add(new DnsEndPoint(tunnel._service, 6379));
        configuration.ResolveDns = false;
        configuration.Tunnel = tunnel;
        configuration.ReconnectRetryPolicy = tunnel;
        configuration.HeartbeatInterval = BetweenLooks;
        return tunnel;
    }

    /// <summary>Makes sure that the way still leads to the master.</summary>
    public void Failed(Exception failure)
    {
        // Thousands of questions may fail in a second.
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _lookedAt)) >= BetweenLooks)
        {
            Volatile.Write(ref _lookedAt, Stopwatch.GetTimestamp());
            _ = Look(anew: failure is RedisServerException or RedisCommandException);
        }
    }

    /// <summary>At once where the sentinels have told of another master since the latest attempt.</summary>
    public bool ShouldRetry(long currentRetryCount, int timeElapsedMillisecondsSinceLastRetry) =>
        Stopwatch.GetElapsedTime(Volatile.Read(ref _switchedAt)).TotalMilliseconds < timeElapsedMillisecondsSinceLastRetry
        || _otherwise.ShouldRetry(currentRetryCount, timeElapsedMillisecondsSinceLastRetry);

    /// <summary>No socket of the client's own: it would connect it without being told if that fails here.</summary>
    public override ValueTask<EndPoint?> GetSocketConnectEndpointAsync(EndPoint endpoint, CancellationToken cancellationToken) =>
        new((EndPoint?)null);

    public override async ValueTask<Stream?> BeforeAuthenticateAsync(
        EndPoint endpoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken)
    {
        var master = _latest = await FindMaster() ?? throw new TimeoutException($"No sentinel names the master of {_service}.");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_connectTimeout);
        var own = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            own.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await own.ConnectAsync(master, timeout.Token);
        }
        catch
        {
            own.Dispose();
            throw;
        }

        var stream = new NetworkStream(own, ownsSocket: true);
        _connections[connectionType] = (master, stream);
        return stream;
    }

    public async ValueTask DisposeAsync()
    {
        if (_sentinels.IsValueCreated)
        {
            var sentinels = await _sentinels.Value;
            await sentinels.CloseAsync(allowCommandsToComplete: false);
            await sentinels.DisposeAsync();
        }
    }

    private static ConfigurationOptions OfSentinels(ConfigurationOptions configuration)
    {
        var sentinels = configuration.Clone();

        // Without the servers' own, only what is meant for sentinels is left to be read.
        sentinels.User = null;
        sentinels.Password = null;
        sentinels.User = sentinels.SentinelUser;
        sentinels.Password = sentinels.SentinelPassword;
        sentinels.DefaultDatabase = null;
        sentinels.ChannelPrefix = default;
        return sentinels;
    }

    private async Task<ConnectionMultiplexer> Connect(ConfigurationOptions configuration)
    {
        var sentinels = await ConnectionMultiplexer.SentinelConnectAsync(configuration);

        // Not awaited: it is kept, and takes effect once a sentinel is there.
        _ = sentinels.GetSubscriber().SubscribeAsync(RedisChannel.Literal("+switch-master"), (channel, change) =>
        {
            if (change.StartsWith($"{_service} "))
            {
                Volatile.Write(ref _switchedAt, Stopwatch.GetTimestamp());
                _ = Look(anew: false);
            }
        });
        return sentinels;
    }

    /// <summary>Cuts what leads to another server than the master.</summary>
    /// <param name="anew">Also what leads to the master: the client is to ask it again whether it is one.</param>
    private async Task Look(bool anew)
    {
        if (await FindMaster() is { } master)
        {
            foreach (var (_, connection) in _connections.Where(connection => anew || !connection.Value.Master.Equals(master)))
            {
                await connection.Stream.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// Where the master is, by the word of the sentinel that knows of the latest failover; <see langword="null"/> if none answers in time.
    /// </summary>
    private async Task<EndPoint?> FindMaster()
    {
        var sentinels = await _sentinels.Value;
        var answers = await Task.WhenAll(sentinels.GetServers().Select(Ask));

        // One that was cut off from the others may still name an old master: each failover has a higher epoch than those before.
        return answers.MaxBy(answer => answer.Epoch).Master;
    }

    private async Task<(long Epoch, EndPoint? Master)> Ask(IServer sentinel)
    {
        try
        {
            var master = (await sentinel.SentinelMasterAsync(_service).WaitAsync(_patience)).ToDictionary();
            var port = int.Parse(master["port"], CultureInfo.InvariantCulture);
            return (
                long.Parse(master["config-epoch"], CultureInfo.InvariantCulture),
                IPAddress.TryParse(master["ip"], out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(master["ip"], port));
        }
        catch (Exception exception) when (exception is TimeoutException or RedisException or ObjectDisposedException)
        {
            return (-1, null);
        }
    }

    /// <summary>What the client does by itself, but for the name that the server must have: it knows the service's alone.</summary>
    private SslClientAuthenticationOptions Authentication(ConfigurationOptions configuration) => new()
    {
        TargetHost = _latest switch
        {
            DnsEndPoint name => name.Host,
            IPEndPoint address => address.Address.ToString(),
            _ => "",
        },
        EnabledSslProtocols = configuration.SslProtocols ?? default,
        CertificateRevocationCheckMode = configuration.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
    };
}
