using System.Collections.Concurrent;
using System.Net.NetworkInformation;
using System.Security.Cryptography;

namespace Messaging.TestSupport;

/// <summary>Ports for servers that cannot choose theirs themselves.</summary>
public static class FreePort
{
    // Below the ephemeral range, where an outgoing connection could take the port before the server does.
    private const int First = 10_000;
    private const int Last = 32_000;

    private static readonly ConcurrentDictionary<int, bool> Taken = [];

    /// <summary>A port that nobody listens on, and that this process gets only once.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (!IsListenedOn(port) && Taken.TryAdd(port, true))
            {
                return port;
            }
        }
    }

    /// <summary>Whether somebody listens on a port of this machine.</summary>
    public static bool IsListenedOn(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port);
}
