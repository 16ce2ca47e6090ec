using System.Globalization;
using Messaging.Lifecycle.Storage;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>What <c>commit.lua</c> is called with.</summary>
internal static class CommitCall
{
    private const int ChangesKept = 64;
    private const int CausesCounted = 250;
    private const string Leave = "";
    private const string Stay = "=";

    private static readonly TaskIndex[] Indexes = Enum.GetValues<TaskIndex>();

    /// <summary>The call that commits changes of rows that share a hash tag.</summary>
    public static (RedisKey[] Keys, RedisValue[] Values) Of(RedisKeys keys, IReadOnlyList<RowChange> changes)
    {
        var tag = RedisKeys.TagOf(changes[0].Id);
        var values = new List<RedisValue>(
            5 + (changes.Count * 14)) { changes.Count, (string)keys.Ended!, keys.Lists(tag), ChangesKept, CausesCounted };
        foreach (var change in changes)
        {
            Add(change, values);
        }

        return ([.. changes.Select(change => keys.Row(change.Id)), .. keys.Indexes(tag), keys.Counts(tag), keys.Changes(tag)], [.. values]);
    }

    private static void Add(RowChange change, List<RedisValue> values)
    {
        values.Add(change.Id.ToString("N"));
        values.Add(change.ExpectedVersion == 0 ? "" : change.ExpectedVersion.ToString("x8", CultureInfo.InvariantCulture));
        values.Add(change.Value);
        values.Add(change.TimeToLive is { } life ? (long)life.TotalMilliseconds : "");
        values.Add(change.IsEnd ? "1" : "");
        foreach (var index in Indexes)
        {
            var (before, after) = (change.Before[index], change.After[index]);
            values.Add(before == after ? Stay : after is { } time ? time.ToUnixTimeMilliseconds() : Leave);
        }

        values.Add(change.After.Listing?.CreatedAt.ToUnixTimeMilliseconds() ?? 0);
        Add(TaskListing.Left(change.Before.Listing, change.After.Listing), values);
        Add(TaskListing.Entered(change.Before.Listing, change.After.Listing), values);
    }

    private static void Add(IEnumerable<TaskList> lists, List<RedisValue> values)
    {
        var place = values.Count;
        values.Add(0);
        foreach (var list in lists)
        {
            values.Add(list.Key);
        }

        values[place] = values.Count - place - 1;
    }
}
