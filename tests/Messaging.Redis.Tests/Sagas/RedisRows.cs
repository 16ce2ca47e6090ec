using System.Text.Json;
using Messaging.TestSupport;
using StackExchange.Redis;

namespace Messaging.Redis.Tests.Sagas;

/// <summary>Looks at rows past the repository, and changes them as a writer elsewhere would.</summary>
internal sealed class RedisRows : IDisposable
{
    private readonly ConnectionMultiplexer _connection = ConnectionMultiplexer.Connect($"{TestServers.Redis},allowAdmin=true");

    public IDatabase Database => _connection.GetDatabase();

    public async Task<string?> Get(string key) => await Database.StringGetAsync(key);

    public async Task<int?> Total(string key) =>
        await Get(key) is { } row ? JsonDocument.Parse(row[16..]).RootElement.GetProperty("total").GetInt32() : null;

    public async Task<int> Version(string key) => Convert.ToInt32((await Get(key))![..8], 16);

    public async Task Overwrite(string key, int version, string life, int total)
    {
        var id = Guid.ParseExact(key[^32..], "N");
        var json = JsonSerializer.Serialize(new { correlationId = id, currentState = "Counting", total });
        await Database.StringSetAsync(key, $"{version:x8}{life}{json}");
    }

    public async Task<string> Execute(string command, params object[] arguments) =>
        (string?)await Database.ExecuteAsync(command, arguments) ?? "";

    public void Dispose() => _connection.Dispose();
}
