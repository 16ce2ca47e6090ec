using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Messaging.Chaos;

/// <summary>Who is at the other end of a connection on this machine, by what Linux tells of sockets (proc(5)).</summary>
internal static class Caller
{
    /// <summary>Its process; <see langword="null"/> when the connection is closed already.</summary>
    public static Process? Find(ConnectionInfo connection) => SocketFrom(connection.RemotePort, connection.LocalPort) is { } socket
        ? Directory.EnumerateDirectories("/proc")
            .Select(directory =>
                (
                    IsProcess: int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id),
                    Id: id,
                    directory))
            .Where(process => process.IsProcess && Holds(process.directory, socket))
            .Select(process => Process.GetProcessById(process.Id))
            .FirstOrDefault()
        : null;

    /// <summary>The socket's name among a process's files.</summary>
    private static string? SocketFrom(int port, int to) => File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields =>
            fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal) && fields[2].EndsWith($":{to:X4}", StringComparison.Ordinal))
        .Select(fields => $"socket:[{fields[9]}]")
        .FirstOrDefault();

    private static bool Holds(string process, string socket)
    {
        try
        {
            return Directory.EnumerateFiles($"{process}/fd").Any(file => new FileInfo(file).LinkTarget == socket);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or is another user's.
            return false;
        }
    }
}
