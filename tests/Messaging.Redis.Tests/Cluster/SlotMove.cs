using System.Globalization;

namespace Messaging.Redis.Tests.Cluster;

/// <summary>
/// The slot of a hash tag on its way to the next node, a step at a time, by the commands that <c>redis-cli --cluster reshard</c> gives.
/// </summary>
internal sealed class SlotMove
{
    private readonly RedisCluster _cluster;
    private readonly string _slot;
    private readonly int _from;
    private readonly int _to;

    private SlotMove(RedisCluster cluster, string slot, int from)
    {
        _cluster = cluster;
        _slot = slot;
        _from = from;
        _to = (from + 1) % RedisCluster.NodeCount;
    }

    /// <summary>From now on the owner serves only keys that it still has.</summary>
    public static async Task<SlotMove> Begin(RedisCluster cluster, int tag)
    {
        var move = new SlotMove(cluster, await cluster.SlotOf(tag), await cluster.OwnerOf(tag));
        await move.Set(move._to, "IMPORTING", await move.IdOf(move._from));
        await move.Set(move._from, "MIGRATING", await move.IdOf(move._to));
        return move;
    }

    /// <summary>Moves some of the keys.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> MoveKeys(int limit)
    {
        var keys = await Keys(limit);
        if (keys.Length > 0)
        {
            await Move(keys);
        }

        return keys.Length > 0;
    }

    /// <summary>Moves the rows of some tasks, and no other key.</summary>
    public async Task MoveRows(IReadOnlyList<Guid> ids)
    {
        string[] rows =
        [
            .. (await Keys(limit: 1_000_000)).Where(key => ids.Any(id => key.EndsWith($"row:{id:N}", StringComparison.Ordinal))),
        ];
        rows.Length.ShouldBe(ids.Count);
        await Move(rows);
    }

    /// <summary>Moves what is left and gives the slot to its new owner.</summary>
    public async Task Finish()
    {
        while (await MoveKeys(100))
        {
        }

        foreach (var node in new[] { _to, _from, RedisCluster.NodeCount - _from - _to })
        {
            await Set(node, "NODE", await IdOf(_to));
        }
    }

    private async Task<string[]> Keys(int limit) =>
        (await _cluster.Execute(_from, "CLUSTER", "GETKEYSINSLOT", _slot, limit.ToString(CultureInfo.InvariantCulture)))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private Task<string> Move(string[] keys) =>
        _cluster.Execute(
            _from,
            ["MIGRATE", "127.0.0.1", _cluster.PortOf(_to).ToString(CultureInfo.InvariantCulture), "", "0", "10000", "KEYS", .. keys]);

    private Task<string> Set(int node, string state, string other) => _cluster.Execute(node, "CLUSTER", "SETSLOT", _slot, state, other);

    private Task<string> IdOf(int node) => _cluster.Execute(node, "CLUSTER", "MYID");
}
