using System.Globalization;
using System.Text;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Redis.Scripts;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// Reads and mends what tells of rows: lists, counts and the stream of changes. Each hash tag has its own; a reader asks all at once and
/// puts them together.
/// </summary>
internal sealed class RedisTaskLists(RedisConnection connection)
{
    private const int IdLength = 32;

    private readonly RedisKeys _keys = connection.Keys;

    public async Task<IReadOnlyList<TaskCursor>> List(TaskListRange range, CancellationToken cancellationToken)
    {
        // Places are whole milliseconds: the last before one end and the first from the other.
        var newest = range.To - TimeSpan.FromTicks(1);
        var oldest = range.From + TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond - 1);
        var after = range.After is { } place && !(newest < place.CreatedAt) ? range.After : null;
        var found = await OfAllTags(tag => connection.Run(
            RedisScripts.List,
            [_keys.Counts(tag)],
            [
                _keys.Lists(tag),
                range.List?.Key ?? "",
                range.State is { } state ? LettersOf(state) : ".",
                range.Queue is { } queue ? "q" + TaskList.Escape(queue) : "",
                range.Name is { } name ? "n" + name : "",
                Score(after?.CreatedAt ?? newest, "+inf"),
                Score(oldest, "-inf"),
                after?.Id.ToString("N") ?? "",
                range.Limit,
            ],
            cancellationToken));
        return
        [
            .. found.SelectMany(places => ((RedisValue[])places!).Chunk(2))
                .Select(pair => new TaskCursor(DateTimeOffset.FromUnixTimeMilliseconds((long)pair[1]), Guid.ParseExact(pair[0]!, "N")))
                .Order(TaskCursor.NewestFirst)
                .Take(range.Limit),
        ];
    }

    public async Task<IReadOnlyList<TaskCount>> Count(CancellationToken cancellationToken) =>
        [.. (await Counts(TaskList.StatePrefix, cancellationToken)).Select(list => TaskCount.Of(list.Key, list.Value))];

    public async Task<IReadOnlyList<FailureCount>> CountFailures(CancellationToken cancellationToken) =>
        [
            .. (await Counts(TaskList.FailurePrefix, cancellationToken))
                .Select(list => new FailureCount(list.Key[TaskList.FailurePrefix.Length..], list.Value)),
        ];

    public async Task<long> CountOf(TaskList list, CancellationToken cancellationToken)
    {
        var lengths = await OfAllTags(tag =>
        {
            RedisKey key = _keys.Lists(tag) + list.Key;
            return connection.Ask("ZCARD", key, (database, flags) => database.SortedSetLengthAsync(key, flags: flags), cancellationToken);
        });
        return lengths.Sum();
    }

    public async Task<IReadOnlyList<TaskCursor>> Oldest(TaskState state, CancellationToken cancellationToken)
    {
        var found = await OfAllTags(
            tag => connection.Run(RedisScripts.Oldest, [_keys.Counts(tag)], [_keys.Lists(tag), LettersOf(state)], cancellationToken));
        return
        [
            .. found.SelectMany(places => ((RedisValue[])places!).Chunk(3))
                .Select(part =>
                    (
                        List: (string)part[0]!,
                        Place: new TaskCursor(DateTimeOffset.FromUnixTimeMilliseconds((long)part[2]), Guid.ParseExact(part[1]!, "N"))))
                .GroupBy(part => part.List, part => part.Place, StringComparer.Ordinal)
                .Select(list => list.Max(TaskCursor.NewestFirst)),
        ];
    }

    public async Task<int> Repair(IReadOnlyList<(Guid Id, byte[]? Row)> rows, TaskList? list, CancellationToken cancellationToken)
    {
        // Which lists a row belongs to in a state of a later release is not known here.
        var known = rows.Where(row => !TaskHeader.IsNewer(row.Row));
        var found = await Task.WhenAll(known.GroupBy(row => RedisKeys.TagOf(row.Id)).Select(ofTag => connection.Run(
            RedisScripts.Repair,
            [.. ofTag.Select(row => _keys.Row(row.Id)), .. _keys.Indexes(ofTag.Key), _keys.Counts(ofTag.Key)],
            [ofTag.Count(), _keys.Lists(ofTag.Key), list?.Key ?? "", .. ofTag.SelectMany(row => ToRepair(row.Id, row.Row, list))],
            cancellationToken)));
        return found.Sum(count => (int)count);
    }

    public async Task<TaskChanges> Changes(string? position, int limit, CancellationToken cancellationToken)
    {
        var known = Positions(position);
        var entries = Math.Max(1, limit / RedisKeys.TagCount);
        var read = await OfAllTags(tag => connection.Run(
            RedisScripts.Changes, [_keys.Counts(tag), _keys.Changes(tag)], [known is null ? "" : known[tag], entries], cancellationToken));
        var changes = new List<TaskChange>();
        var next = new long[RedisKeys.TagCount];
        var isComplete = true;
        for (var tag = 0; tag < RedisKeys.TagCount; tag++)
        {
            var values = (RedisValue[])read[tag]!;
            next[tag] = known?[tag] ?? (long)values[0];
            // Ahead of the latest: the store is another one than it was.
            isComplete &= next[tag] <= (long)values[0];
            for (var entry = 1; entry < values.Length; entry += 2)
            {
                isComplete &= (long)values[entry] == next[tag] + 1;
                next[tag] = (long)values[entry];
                changes.AddRange(Read((byte[])values[entry + 1]!));
            }

            // Nothing to be read although there is something newer: it has been forgotten already.
            if (values.Length == 1 && next[tag] != (long)values[0])
            {
                (isComplete, next[tag]) = (false, (long)values[0]);
            }
        }

        return new TaskChanges(changes, string.Join('.', next), isComplete);
    }

    private async Task<IEnumerable<KeyValuePair<string, long>>> Counts(string prefix, CancellationToken cancellationToken)
    {
        var fields = await OfAllTags(tag =>
            connection.Ask(
                "HGETALL", _keys.Counts(tag), (database, flags) => database.HashGetAllAsync(_keys.Counts(tag), flags), cancellationToken));
        return fields.SelectMany(ofTag => ofTag)
            .Where(field => ((string)field.Name!).StartsWith(prefix, StringComparison.Ordinal))
            .GroupBy(field => (string)field.Name!, field => (long)field.Value, StringComparer.Ordinal)
            .Select(list => KeyValuePair.Create(list.Key, list.Sum()));
    }

    private static IEnumerable<RedisValue> ToRepair(Guid id, byte[]? row, TaskList? list)
    {
        // What cannot be decoded belongs to no list, like what is not there.
        var task = (TaskRowCodec.Read(id, row) as Reading<TaskRow>.Found)?.Value.Task;
        var listing = task is null ? null : TaskListing.Of(task);
        yield return id.ToString("N");
        yield return row is null ? "" : row[..Math.Min(row.Length, TaskHeader.Length)];
        yield return listing?.Lists[0].Key ?? "";
        yield return listing?.Lists.FirstOrDefault(one => one.IsOfFailure).Key ?? "";
        yield return list is { } other && listing?.Lists.Contains(other) == true ? "1" : "";
        yield return task is not null && TaskIndexEntry.DueOf(task) is null ? "1" : "";
    }

    /// <summary>The letters of a state, as a Lua pattern.</summary>
    private static string LettersOf(TaskState state) =>
        state == TaskState.Unknown ? $"[^{TaskHeader.KnownLetters}]" : TaskHeader.LetterOf(state).ToString();

    private static long[]? Positions(string? position)
    {
        if (position is null)
        {
            return null;
        }

        long[] known = [.. position.Split('.').Select(number => long.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture))];
        return known.Length == RedisKeys.TagCount ? known : throw new FormatException("A position has a number per hash tag.");
    }

    private static IEnumerable<TaskChange> Read(byte[] rows)
    {
        for (var start = 0; start < rows.Length; start += IdLength + TaskHeader.Length)
        {
            yield return new TaskChange(
                Guid.ParseExact(Encoding.ASCII.GetString(rows, start, IdLength), "N"),
                TaskHeader.Read(rows.AsSpan(start + IdLength, TaskHeader.Length)));
        }
    }

    private static RedisValue Score(DateTimeOffset? time, string otherwise) =>
        time is { } known ? known.ToUnixTimeMilliseconds() : otherwise;

    private static Task<T[]> OfAllTags<T>(Func<int, Task<T>> ask) => Task.WhenAll(Enumerable.Range(0, RedisKeys.TagCount).Select(ask));
}
