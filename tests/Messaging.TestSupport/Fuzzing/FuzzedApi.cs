using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Messaging.TestSupport.Fuzzing;

/// <summary>
/// A server that answers HTTP requests with what no server should: each answer is right in parts, and wrong, cut off or missing in others.
/// </summary>
public sealed class FuzzedApi : IAsyncDisposable
{
    private static readonly string[] Statuses =
    [
        "HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 204 No Content", "HTTP/1.0 200", "HTTP/1.1 99 Low", "HTTP/1.1 999 High", "HTTP/1.1 -1 Less", "HTTP/9.9 200 OK", "HTTP/1.1 304 Not Modified",
        "HTTP/1.1 100 Continue", "HTTP/1.1 101 Switching Protocols", "HTTP/1.1 301 Moved", "HTTP/1.1 404 \u00ff\u0000", "HTTP/1.1 429 Too Many Requests", "HTTP/1.1 500 Oops", "HTTP/1.1 503 Away",
        "ICY 200 OK", "220 mail.example ESMTP", "", "\u0000\u0001\u0002",
    ];

    private static readonly string[] Headers =
    [
        "Content-Type: application/json", "Content-Type: ;;;", "Content-Type: text/plain; charset=utf-7", "Content-Type: text/plain; charset=\"", "Content-Type: application/json; charset=utf-16",
        "Content-Encoding: gzip", "Content-Encoding: br", "Content-Encoding: nonsense", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked", "Content-Length: 99999999999999999999",
        "Content-Length: -1", "Content-Length: 5", "Content-Length: 0", "Retry-After: -1", "Retry-After: 99999999999", "Retry-After: 0", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", "Retry-After: soon",
        "Location: ::", "Location: http://\u00e4", "Location: file:///etc/passwd", "ETag: \"", "Date: yesterday", "Link: <", "X-Request-Id: \u00ff\u00fe", "Set-Cookie: =;=", "Connection: close",
        "Connection: upgrade", "No colon", ": no name", " folded", "X-Large: {0}", "Last-Modified: 0", "Trailer: X",
    ];

    private static readonly string[] Bodies =
    [
        "", "{}", "{\"a\":1}", "{\"a\":", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\"\\ud800\"", "NaN", "1e400", "\u00ef\u00bb\u00bf{}", "\u001f\u008b\u0008\u0000", "\u0000\u0000\u0000", "5\r\nhello\r\n0\r\n\r\n",
        "ffffffffffffffff\r\nx", "-1\r\n", "zz\r\n", "hello", "{0}",
    ];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random;
    private readonly Task _accepting;

    /// <summary>Begins to answer.</summary>
    public FuzzedApi(Random random)
    {
        _random = random;
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new($"http://{_listener.LocalEndpoint}/");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task Accept()
    {
        while (true)
        {
            var connection = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = Answer(connection, Next());
        }
    }

    private static async Task Answer(TcpClient connection, byte[] answer)
    {
        using (connection)
        {
            try
            {
                var stream = connection.GetStream();
                await stream.ReadAtLeastAsync(new byte[64 * 1024], 1);
                await stream.WriteAsync(answer);
                connection.Client.Shutdown(SocketShutdown.Send);
                // What is still to come must not reset the connection before the answer is read.
                await stream.CopyToAsync(Stream.Null);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // The client has had enough.
            }
        }
    }

    private byte[] Next()
    {
        var text = new StringBuilder(Pick(Statuses)).Append("\r\n");
        for (var headers = _random.Next(5); headers > 0; headers--)
        {
            text.Append(Pick(Headers).Replace("{0}", new string('x', _random.Next(100_000)), StringComparison.Ordinal))
                .Append(_random.Next(20) == 0 ? "\n" : "\r\n");
        }

        text.Append("\r\n").Append(Pick(Bodies).Replace("{0}", new string('y', _random.Next(300_000)), StringComparison.Ordinal));
        var whole = Encoding.Latin1.GetBytes(text.ToString());
        return _random.Next(5) == 0 ? whole[.._random.Next(whole.Length + 1)] : whole;
    }

    private string Pick(string[] some) => some[_random.Next(some.Length)];
}
