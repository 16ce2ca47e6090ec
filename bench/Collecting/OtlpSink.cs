using System.Net;

namespace Messaging.Bench.Collecting;

/// <summary>
/// A collector that takes what services export by OTLP over HTTP and throws it away, so that a measurement has the cost of exporting and
/// not that of keeping.
/// </summary>
internal sealed class OtlpSink : IDisposable
{
    private readonly HttpListener _listener = new();

    /// <param name="port">Where to listen, on loopback.</param>
    public OtlpSink(int port) => _listener.Prefixes.Add($"http://127.0.0.1:{port}/");

    /// <summary>Bytes taken so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes requests until told to stop.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        _listener.Start();
        await using var stop = cancellationToken.Register(_listener.Stop);
        var buffer = new byte[64 * 1024];
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var exchange = await _listener.GetContextAsync();
                for (int read; (read = await exchange.Request.InputStream.ReadAsync(buffer, cancellationToken)) > 0;)
                {
                    Bytes += read;
                }

                exchange.Response.Close();
            }
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested
            && exception is HttpListenerException or ObjectDisposedException or OperationCanceledException)
        {
            // Stopping the listener ends the wait so.
        }
    }

    public void Dispose() => _listener.Close();
}
