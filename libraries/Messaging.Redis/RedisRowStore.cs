using System.Text.Json;
using Messaging.Lifecycle.Batching;
using Messaging.Lifecycle.Metrics;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Redis.Scripts;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>Rows and indexes in Redis: a read is one MGET and a commit one script per hash tag, all tags at once.</summary>
internal sealed class RedisRowStore : IRowStore, IAsyncDisposable
{
    private const int IdLength = 32;
    private const int NoticesKept = 32;

    private static readonly TimeSpan LongestFlush = TimeSpan.FromMilliseconds(20);
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    private readonly RedisConnection _connection;
    private readonly LedgerMetrics? _metrics;
    private readonly RedisKeys _keys;
    private readonly RedisTaskLists _lists;
    private readonly Coalescer<Guid, Task<RowReading>> _headers;
    private uint _leases;

    public RedisRowStore(RedisConnection connection, LedgerMetrics? metrics = null)
    {
        _connection = connection;
        _metrics = metrics;
        _keys = connection.Keys;
        _lists = new RedisTaskLists(connection);
        // A busy worker asks for one header per command. The client gives each question that comes alone a packet of its own, which costs
        // both sides more than the question.
        _headers = new Coalescer<Guid, Task<RowReading>>(
            ReadHeaders, _ => 1, new CoalescerOptions { Name = "headers", Spans = new CoalescerSpans("read header", "read headers") });
    }

    public async Task<IReadOnlyList<RowReading>> LoadEach(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var rows = new RowReading[ids.Count];
        await EachTag(ids, async places =>
        {
            var keys = places.Select(place => _keys.Row(ids[place])).ToArray();
            var values = await _connection.Ask(
                "MGET", keys[0], (database, flags) => database.StringGetAsync(keys, flags), cancellationToken);
            foreach (var (place, value) in places.Zip(values))
            {
                rows[place] = new RowReading(value);
            }
        }, (place, failure) => rows[place] = new RowReading(null, failure));
        return rows;
    }

    public async Task<IReadOnlyList<RowReading>> LoadBeginnings(IReadOnlyList<Guid> ids, int length, CancellationToken cancellationToken)
    {
        var rows = new RowReading[ids.Count];
        await EachTag(ids, async places =>
        {
            RedisKey[] keys = [.. places.Select(place => _keys.Row(ids[place]))];
            var values = (RedisValue[])(await _connection.Run(RedisScripts.Beginnings, keys, [length - 1], cancellationToken))!;
            foreach (var (place, value) in places.Zip(values))
            {
                rows[place] = new RowReading(value);
            }
        }, (place, failure) => rows[place] = new RowReading(null, failure));
        return rows;
    }

    public async Task<byte[]?> LoadHeader(Guid id, CancellationToken cancellationToken)
    {
        var header = await (await _headers.Append(id, cancellationToken)).WaitAsync(cancellationToken);
        return header.Failure is { } failure ? throw new TaskStoreUnavailableException(failure.Message, failure) : header.Value;
    }

    public async Task<IReadOnlyList<CommitResult>> Commit(IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
    {
        var results = new CommitResult[changes.Count];
        await EachTag([.. changes.Select(change => change.Id)], async places =>
        {
            var (keys, values) = CommitCall.Of(_keys, [.. places.Select(place => changes[place])]);
            var answers = (RedisResult[])(await _connection.Run(RedisScripts.Commit, keys, values, cancellationToken))!;
            foreach (var (place, answer) in places.Zip(answers))
            {
                var current = (byte[]?)answer;
                results[place] = current is { Length: 0 } ? CommitResult.Committed : new CommitResult(false, current);
            }
        }, (place, failure) => results[place] = CommitResult.Unknown(failure));
        return results;
    }

    public async Task<IReadOnlyList<Guid>> Lease(
        TaskIndex index, DateTimeOffset now, TimeSpan duration, int limit, CancellationToken cancellationToken)
    {
        RedisValue until = (now + duration).ToUnixTimeMilliseconds();
        var ids = new List<Guid>();
        TaskStoreUnavailableException? missed = null;
        // A limit below the number of tags reaches only some at a time: another tag goes first each time, so that none has to wait for
        // ever.
        var first = (int)(Interlocked.Increment(ref _leases) % RedisKeys.TagCount);
        for (var asked = 0; asked < RedisKeys.TagCount && ids.Count < limit && missed is null;)
        {
            var tags = Math.Min(RedisKeys.TagCount - asked, limit - ids.Count);
            var ofEach = (limit - ids.Count) / tags;
            var taken = await Task.WhenAll(Enumerable.Range(first + asked, tags).Select(tag => Take(tag % RedisKeys.TagCount, ofEach)));
            ids.AddRange(taken.SelectMany(ofTag => ofTag).Select(id => Guid.ParseExact(id, "N")));
            asked += tags;
        }

        return ids.Count > 0 || missed is null ? ids : throw missed;

        async Task<string[]> Take(int tag, int most)
        {
            try
            {
                return (string[])(await _connection.Run(
                    RedisScripts.Lease,
                    [_keys.Index(tag, index)],
                    [now.ToUnixTimeMilliseconds(), until, most, _keys.Rows(tag), TaskHeader.KnownLetters],
                    cancellationToken))!;
            }
            catch (TaskStoreUnavailableException exception)
            {
                // What other nodes of a cluster gave is leased now, and must reach the caller.
                missed = exception;
                return [];
            }
        }
    }

    public async Task<IAsyncDisposable> OnEnd(Action<Guid> callback)
    {
        var latest = new Queue<string>();

        void Handle(RedisChannel channel, RedisValue message)
        {
            string ids = message!;

            // A client that subscribes while it looks at the nodes of a cluster may do so at two of them, and is told everything twice,
            // within moments.
            lock (latest)
            {
                if (latest.Contains(ids))
                {
                    return;
                }

                latest.Enqueue(ids);
                if (latest.Count > NoticesKept)
                {
                    latest.TryDequeue(out _);
                }
            }

            for (var start = 0; start + IdLength <= ids.Length; start += IdLength)
            {
                callback(Guid.ParseExact(ids.AsSpan(start, IdLength), "N"));
            }
        }

        await _connection.Subscribe(_keys.Ended, Handle);
        return new Subscription(_connection, _keys.Ended, Handle);
    }

    public Task<IReadOnlyList<TaskCursor>> List(TaskListRange range, CancellationToken cancellationToken) =>
        _lists.List(range, cancellationToken);

    public Task<IReadOnlyList<TaskCount>> Count(CancellationToken cancellationToken) => _lists.Count(cancellationToken);

    public Task<IReadOnlyList<FailureCount>> CountFailures(CancellationToken cancellationToken) => _lists.CountFailures(cancellationToken);

    public Task<long> CountOf(TaskList list, CancellationToken cancellationToken) => _lists.CountOf(list, cancellationToken);

    public Task<IReadOnlyList<TaskCursor>> Oldest(TaskState state, CancellationToken cancellationToken) =>
        _lists.Oldest(state, cancellationToken);

    public async Task<IndexReading> Read(TaskIndex index, int limit, CancellationToken cancellationToken)
    {
        var ofEach = Math.Max(1, limit / RedisKeys.TagCount);
        var read = await Task.WhenAll(Enumerable.Range(0, RedisKeys.TagCount).Select(async tag =>
        {
            var key = _keys.Index(tag, index);
            var length = _connection.Ask(
                "ZCARD", key, (database, flags) => database.SortedSetLengthAsync(key, flags: flags), cancellationToken);
            var first = await _connection.Ask(
                "ZRANGE",
                key,
                (database, flags) => database.SortedSetRangeByRankAsync(key, 0, ofEach - 1, flags: flags),
                cancellationToken);
            return (Length: await length, First: first);
        }));
        return new IndexReading(
            read.Sum(ofTag => ofTag.Length), [.. read.SelectMany(ofTag => ofTag.First).Select(id => Guid.ParseExact(id!, "N"))]);
    }

    public async Task<int> Repair(IReadOnlyList<Guid> ids, TaskList? list, CancellationToken cancellationToken)
    {
        var rows = await LoadEach(ids, cancellationToken);
        // What cannot be reached is mended when it is met again.
        var found = await _lists.Repair(
            [.. ids.Zip(rows).Where(pair => pair.Second.Failure is null).Select(pair => (pair.First, pair.Second.Value))],
            list,
            cancellationToken);
        _metrics?.Repaired(found);
        return found;
    }

    public async Task Quarantine(IReadOnlyList<QuarantinedRow> rows, CancellationToken cancellationToken)
    {
        // First the note: what is lost after it is met in a list again, and its row found to be what it is.
        await Task.WhenAll(rows.GroupBy(row => RedisKeys.TagOf(row.Id)).Select(ofTag =>
        {
            var key = _keys.Quarantine(ofTag.Key);
            HashEntry[] fields =
            [
                .. ofTag.Select(row => new HashEntry(row.Id.ToString("N"), JsonSerializer.SerializeToUtf8Bytes(row, Json))),
            ];
            return _connection.Ask("HSET", key, (database, flags) => Done(database.HashSetAsync(key, fields, flags)), cancellationToken);
        }));
        await Repair([.. rows.Select(row => row.Id)], null, cancellationToken);
    }

    public async Task<QuarantineReading> Quarantined(int limit, CancellationToken cancellationToken)
    {
        // As many of each tag, and others each time: what cannot be mended must not hide what was.
        var ofEach = (limit + RedisKeys.TagCount - 1) / RedisKeys.TagCount;
        var read = await Task.WhenAll(Enumerable.Range(0, RedisKeys.TagCount).Select(async tag =>
        {
            var key = _keys.Quarantine(tag);
            var length = await _connection.Ask("HLEN", key, (database, flags) => database.HashLengthAsync(key, flags), cancellationToken);
            return (
                Length: length,
                First: length == 0
                    ? []
                    : await _connection.Ask(
                        "HRANDFIELD",
                        key,
                        (database, flags) => database.HashRandomFieldsWithValuesAsync(key, ofEach, flags),
                        cancellationToken));
        }));
        return new QuarantineReading(
            read.Sum(ofTag => ofTag.Length),
            [
                .. read.SelectMany(ofTag => ofTag.First)
                    .Take(limit)
                    .Select(field => JsonSerializer.Deserialize<QuarantinedRow>(((ReadOnlyMemory<byte>)field.Value).Span, Json)!),
            ]);
    }

    public Task Release(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        Task.WhenAll(ids.GroupBy(RedisKeys.TagOf).Select(ofTag =>
    {
        var key = _keys.Quarantine(ofTag.Key);
        RedisValue[] fields = [.. ofTag.Select(id => (RedisValue)id.ToString("N"))];
        return _connection.Ask("HDEL", key, (database, flags) => database.HashDeleteAsync(key, fields, flags), cancellationToken);
    }));

    public Task<TaskChanges> Changes(string? position, int limit, CancellationToken cancellationToken) =>
        _lists.Changes(position, limit, cancellationToken);

    public Task Ping(CancellationToken cancellationToken) =>
        _connection.Ask("PING", default, (database, flags) => database.PingAsync(flags), cancellationToken);

    public ValueTask DisposeAsync() => _headers.DisposeAsync();

    /// <summary>Asks for all at once. A node that takes long holds up no more than its own.</summary>
    private async Task<IReadOnlyList<Task<RowReading>>> ReadHeaders(IReadOnlyList<Guid> ids)
    {
        Task<RowReading>[] reading = [.. ids.Select(ReadHeader)];
        await ((Task)Task.WhenAll(reading)).WaitAsync(LongestFlush).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return reading;
    }

    private async Task<RowReading> ReadHeader(Guid id)
    {
        var key = _keys.Row(id);
        try
        {
            byte[]? header = await _connection.Ask(
                "GETRANGE",
                key,
                (database, flags) => database.StringGetRangeAsync(key, 0, TaskHeader.Length - 1, flags),
                CancellationToken.None);
            return new RowReading(header is { Length: > 0 } ? header : null);
        }
        catch (TaskStoreUnavailableException exception)
        {
            return new RowReading(null, exception);
        }
        catch (RedisServerException exception) when (exception.Kind == RedisErrorKind.WrongType)
        {
            // There is something, and it is no row.
            return new RowReading([]);
        }
    }

    private static async Task<bool> Done(Task command)
    {
        await command;
        return true;
    }

    /// <summary>
    /// Asks for the rows of all tags at once. What a lost node of a cluster holds fails alone; when no tag answers, the call fails.
    /// </summary>
    private static async Task EachTag(IReadOnlyList<Guid> ids, Func<int[], Task> ask, Action<int, TaskStoreUnavailableException> fail)
    {
        var tags = ByTag(ids);
        var lost = 0;
        TaskStoreUnavailableException? last = null;
        await Task.WhenAll(tags.Select(async places =>
        {
            try
            {
                await ask(places);
            }
            catch (TaskStoreUnavailableException exception)
            {
                last = exception;
                Interlocked.Increment(ref lost);
                foreach (var place in places)
                {
                    fail(place, exception);
                }
            }
        }));
        if (last is not null && lost == tags.Length)
        {
            throw new TaskStoreUnavailableException(last.Message, last);
        }
    }

    private static int[][] ByTag(IReadOnlyList<Guid> ids) =>
        [.. Enumerable.Range(0, ids.Count).GroupBy(place => RedisKeys.TagOf(ids[place])).Select(group => group.ToArray())];

    private sealed class Subscription(RedisConnection connection, RedisChannel channel, Action<RedisChannel, RedisValue> handler)
        : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await connection.Unsubscribe(channel, handler);
    }
}
