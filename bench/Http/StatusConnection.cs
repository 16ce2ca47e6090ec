using System.Net.Sockets;
using System.Text;

namespace Messaging.Bench.Http;

/// <summary>
/// One connection to StatusQuery that asks for one task after the other. On a bare socket, because an ordinary HTTP client spends
/// about as much on a request as the service does on its answer, and both share the machine.
/// </summary>
internal sealed class StatusConnection(Uri status) : IDisposable
{
    private static ReadOnlySpan<byte> Ok => "HTTP/1.1 200 "u8;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request = Encoding.ASCII.GetBytes(
        $"GET /api/v1/tasks/{Guid.Empty} HTTP/1.1\r\nHost: {status.Authority}\r\n\r\n");
    private readonly byte[] _answer = new byte[64 * 1024];

    public async Task Open(CancellationToken cancellationToken) => await _socket.ConnectAsync(status.Host, status.Port, cancellationToken);

    /// <exception cref="BenchFailedException">The answer was not 200.</exception>
    public async Task Read(Guid id, CancellationToken cancellationToken)
    {
        id.TryFormat(_request.AsSpan("GET /api/v1/tasks/".Length), out _);
        await _socket.SendAsync(_request, cancellationToken);
        var length = 0;
        do
        {
            var read = await _socket.ReceiveAsync(_answer.AsMemory(length), cancellationToken);
            length = read > 0
                ? length + read
                : throw new BenchFailedException("StatusQuery closed a connection in the middle of an answer.");
        }
        while (!AnswerFraming.IsComplete(_answer.AsSpan(0, length)));

        if (!_answer.AsSpan(0, length).StartsWith(Ok))
        {
            throw new BenchFailedException($"Task {id} was answered with {Encoding.UTF8.GetString(_answer, 0, Math.Min(length, 200))}");
        }
    }

    public void Dispose() => _socket.Dispose();
}
