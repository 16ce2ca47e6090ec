using System.Globalization;
using StackExchange.Redis;

namespace Messaging.Bench.Redis;

/// <summary>Reads how much a Redis holds.</summary>
internal sealed class RedisMemory(ConnectionMultiplexer connection, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private const int MaxReadings = 30;
    private const double Steady = 0.001;

    private readonly IServer _server = connection.GetServer(connection.GetEndPoints()[0]);

    /// <param name="address">As StackExchange.Redis reads it: <c>host:port</c>.</param>
    /// <param name="clock">Paces the readings.</param>
    /// <exception cref="RedisConnectionException">It does not answer.</exception>
    public static async Task<RedisMemory> Connect(string address, TimeProvider clock)
    {
        var configuration = ConfigurationOptions.Parse(address);
        // INFO counts as administration.
        configuration.AllowAdmin = true;
        return new RedisMemory(await ConnectionMultiplexer.ConnectAsync(configuration), clock);
    }

    /// <summary>
    /// Reads until two readings, a second apart, agree: buffers of what has just been written are given back a little later.
    /// </summary>
    public async Task<MemoryReading> ReadSettled(CancellationToken cancellationToken)
    {
        var previous = await Read();
        for (var i = 0; i < MaxReadings; i++)
        {
            await Task.Delay(Interval, clock, cancellationToken);
            var reading = await Read();
            if (reading.Keys == previous.Keys && Math.Abs(reading.UsedBytes - previous.UsedBytes) < Steady * previous.UsedBytes)
            {
                return reading;
            }

            previous = reading;
        }

        throw new BenchFailedException("Redis does not come to rest: something else writes to it.");
    }

    public void Dispose() => connection.Dispose();

    private async Task<MemoryReading> Read()
    {
        var memory = (await _server.InfoAsync("memory")).SelectMany(section => section).First(entry => entry.Key == "used_memory").Value;
        return new MemoryReading(long.Parse(memory, CultureInfo.InvariantCulture), await _server.DatabaseSizeAsync());
    }
}
