using FsCheck.Fluent;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Histories;
using Messaging.TestSupport.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Messaging.Redis.Tests;

/// <summary>
/// Two processes that are told of the same tasks at the same time, in any order, some of it twice: one row is left, and everything that is
/// kept beside the rows agrees with them.
/// </summary>
public sealed class CompetingLedgersTests
{
    private const int Writers = 6;

    private static readonly LedgerOptions Options = new();

    [Fact]
    public void Whatever_two_ledgers_are_told_in_whatever_order_leaves_the_same_rows_indexes_and_counts() =>
        Properties.Hold(TaskHistory.UpTo(attempts: 5).Generator.ListOf().ToArbitrary(), AllAgree, tests: 60, seed: 20260105);

    private static async Task AllAgree(IEnumerable<TaskHistory> told)
    {
        TaskHistory[] histories = [.. told.Take(12).Select(history => history.Of(Guid.NewGuid()))];
        var random = new Random(histories.Length);
        await using var left = new RedisProcess(options: Options);
        await using var right = new RedisProcess(keyPrefix: left.KeyPrefix, options: Options);

        await Task.WhenAll(TaskHistory.Shuffled(histories.SelectMany(history => history.Events), random).Index()
            .GroupBy(batch => batch.Index % Writers, batch => batch.Item)
            .Select(async batches =>
            {
                foreach (var batch in batches)
                {
                    await (batches.Key % 2 == 0 ? left : right).Ledger.Apply(batch, CancellationToken.None);
                }
            }));

        var rows = new List<TaskSaga>();
        foreach (var history in histories)
        {
            var id = history.Events[0].TaskId;
            var row = (await left.Store.Load([id], CancellationToken.None))[0].ShouldNotBeNull();
            var expected = await InOrder(history);
            TaskRowCodec.SaysTheSame(row, expected).ShouldBeTrue($"{history} left {System.Text.Encoding.UTF8.GetString(row)}");
            rows.Add(TaskRowCodec.Decode(id, row).ShouldNotBeNull());
        }

        (await Kept(left)).ShouldBe(Recomputed(rows, left.KeyPrefix), ignoreOrder: true);
    }

    private static async Task<byte[]> InOrder(TaskHistory history)
    {
        var store = new InMemoryRowStore(TimeProvider.System);
        var ledger = new TaskLedger(
            store.InTasks(), new TaskEventRaiser(new TaskStateMachine()), new OptionsWrapper<LedgerOptions>(Options), new RecentRows());
        foreach (var item in history.Events)
        {
            await ledger.Apply([item], CancellationToken.None);
        }

        return (await store.Load([history.Events[0].TaskId], CancellationToken.None))[0].ShouldNotBeNull();
    }

    /// <summary>All that is kept beside the rows, entry by entry.</summary>
    private static async Task<List<string>> Kept(RedisProcess process)
    {
        var kept = new List<string>();
        foreach (var key in (string[])(await process.Execute("KEYS", $"{process.KeyPrefix}:*"))!)
        {
            string[] entries = (await process.Execute("TYPE", key)).ToString() switch
            {
                "zset" =>
                    [.. ((RedisResult[])(await process.Execute("ZRANGE", key, 0, -1, "WITHSCORES"))!).SelectMany(pair => (string[])pair!)],
                "hash" => (string[])(await process.Execute("HGETALL", key))!,
                _ => [],
            };
            kept.AddRange(entries.Chunk(2).Where(entry => entry[0] != "changes").Select(entry => $"{key} {entry[0]} {entry[1]}"));
        }

        return kept;
    }

    private static IEnumerable<string> Recomputed(List<TaskSaga> rows, string prefix)
    {
        foreach (var row in rows)
        {
            var entry = TaskIndexEntry.Of(row, Options);
            foreach (var index in Enum.GetValues<TaskIndex>().Where(index => entry[index] is not null))
            {
                yield return $"{Tagged(row, prefix)}:{index.ToString().ToLowerInvariant()} {row.CorrelationId:N} {entry[index]!.Value.ToUnixTimeMilliseconds()}";
            }

            foreach (var list in entry.Listing!.Lists)
            {
                yield return $"{Tagged(row, prefix)}:list:{list.Key} {row.CorrelationId:N} {row.CreatedAt.ToUnixTimeMilliseconds()}";
            }
        }

        var counted = rows.SelectMany(
            row => TaskListing.Of(row).Lists.Where(list => list.IsCounted).Select(list => $"{Tagged(row, prefix)}:counts {list.Key}"));
        foreach (var group in counted.GroupBy(count => count, StringComparer.Ordinal))
        {
            yield return $"{group.Key} {group.Count()}";
        }
    }

    private static string Tagged(TaskSaga row, string prefix) => $"{prefix}:{{{row.CorrelationId.ToString("N")[31]}}}";
}
