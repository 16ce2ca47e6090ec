using System.Text.RegularExpressions;
using Messaging.Contracts;
using Messaging.Lifecycle.Failures;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Limits;
using Messaging.Lifecycle.Pauses;
using Messaging.Lifecycle.Processes;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Workers;
using StackExchange.Redis;

namespace Messaging.Redis.Tests;

public sealed partial class RedisKeysTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(
        TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    [Fact]
    public void All_keys_of_a_task_share_the_last_hex_digit_of_its_id_as_hash_tag()
    {
        var keys = new RedisKeys("tasks");
        for (var tag = 0; tag < RedisKeys.TagCount; tag++)
        {
            var id = Guid.ParseExact($"{new string('7', 31)}{tag:x}", "N");

            RedisKeys.TagOf(id).ShouldBe(tag);
            keys.Row(id).ShouldBe((RedisKey)$"tasks:{{{tag:x}}}:row:{id:N}");
            keys.Indexes(tag)
                .ShouldBe(
                    [$"tasks:{{{tag:x}}}:due", $"tasks:{{{tag:x}}}:outbox", $"tasks:{{{tag:x}}}:retention", $"tasks:{{{tag:x}}}:claim"]);
            keys.Index(tag, TaskIndex.Outbox).ShouldBe(keys.Indexes(tag)[(int)TaskIndex.Outbox]);
            ((string)keys.Counts(tag)!, (string)keys.Changes(tag)!, keys.Lists(tag))
                .ShouldBe(($"tasks:{{{tag:x}}}:counts", $"tasks:{{{tag:x}}}:changes", $"tasks:{{{tag:x}}}:list:"));
        }
    }

    [Fact]
    public async Task Every_key_that_is_written_is_documented_and_every_documented_key_is_written()
    {
        await using var process = new RedisProcess();

        await Work(process);

        var documented = Documentation().Where(key => key.Value != "channel").Select(key => $"{key.Key} {key.Value}");
        var written = await Task.WhenAll(
            (await AllKeys(process))
                .Select(async key => $"{ShapeOf(key, process)} {await process.Execute("TYPE", key)}".ToUpperInvariant()));
        written.Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(documented.Select(key => key.ToUpperInvariant()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Only_tombstones_die_by_themselves()
    {
        await using var process = new RedisProcess();

        var buried = await Work(process);

        var rows = (await AllKeys(process)).Where(key => key.Contains(":row:", StringComparison.Ordinal)).ToArray();
        var mortal = new List<Guid>();
        foreach (var row in rows)
        {
            if ((long)await process.Execute("PTTL", row) > 0)
            {
                mortal.Add(Guid.ParseExact(row[^32..], "N"));
            }
        }

        rows.Length.ShouldBeGreaterThan(mortal.Count);
        mortal.ShouldBe([buried]);
    }

    /// <summary>Tasks in every state, and a tombstone.</summary>
    /// <returns>The id of the tombstone.</returns>
    private static async Task<Guid> Work(RedisProcess process)
    {
        Guid waiting =
            Guid.NewGuid(), queued = Guid.NewGuid(), retrying = Guid.NewGuid(), deferred = Guid.NewGuid(), enqueued = Guid.NewGuid();
        Guid succeeded =
            Guid.NewGuid(), failed = Guid.NewGuid(), canceled = Guid.NewGuid(), expired = Guid.NewGuid(), buried = Guid.NewGuid();
        var longAgo = Now - TimeSpan.FromDays(60);
        await process.Catalog.RegisterQueues(["default"], CancellationToken.None);
        await process.Store.Quarantine([new QuarantinedRow(Guid.NewGuid(), "It is not JSON.", Now)], CancellationToken.None);
        await process.Ledger.Apply(
            [
                Submitted(
                    waiting, Now + TimeSpan.FromHours(1)), Submitted(queued), Submitted(retrying), Submitted(deferred), Submitted(enqueued),
                Submitted(succeeded), Submitted(failed), Submitted(canceled), Submitted(expired),
            ],
            CancellationToken.None);
        await process.Ledger.Apply(
            [
                TaskEvent.Of(new TaskEnqueued { TaskId = enqueued, Attempt = 1, EnqueuedAt = Now }),
                TaskEvent.Of(new TaskCancelRequested { TaskId = queued, RequestedAt = Now }),
                TaskEvent.Of(new TaskStarted { TaskId = enqueued, Attempt = 1, StartedAt = Now, Worker = "w1" }),
                TaskEvent.Of(new TaskProgressed { TaskId = enqueued, Attempt = 1, Sequence = 1, Percent = 50 }),
                TaskEvent.Of(new TaskClaimed { TaskId = enqueued, Attempt = 1, Worker = "w1", Until = Now + TimeSpan.FromMinutes(1) }),
                AttemptFailed(retrying, Now + TimeSpan.FromHours(1)),
                AttemptFailed(failed, null),
                TaskEvent.Of(
                    new TaskDeferred
                    {
                        TaskId = deferred,
                        Attempt = 1,
                        FinishedAt = Now,
                        Worker = "w1",
                        Until = Now + TimeSpan.FromHours(1),
                        Deferrals = 1,
                    }),
                Succeeded(succeeded, Now),
                Succeeded(buried, longAgo),
                TaskEvent.Of(new TaskCanceled { TaskId = canceled, Attempt = 1, FinishedAt = Now }),
                TaskEvent.Of(new TaskExpired { TaskId = expired, Attempt = 1, FinishedAt = Now }),
            ],
            CancellationToken.None);
        await process.Janitor.Sweep(CancellationToken.None);
        await process.Store.Lease(TaskIndex.Due, Now + TimeSpan.FromDays(1), TimeSpan.FromMinutes(1), 256, CancellationToken.None);
        await process.Catalog.Register([new TaskType { Name = "math.add" }], CancellationToken.None);
        await process.Pauses.Put(new Pause(PauseKind.Queue, "default", Now), CancellationToken.None);
        await process.WorkerDirectory.Report(
            new WorkerPresence(new WorkerHeartbeat { Worker = "w1", SentAt = Now, StartedAt = Now }, Now), CancellationToken.None);
        await process.ProcessesBy(null).Announce(new ProcessAnnouncement("p1", ["producer"], null, []), CancellationToken.None);
        await process.TaskLogs.Append(
            [new TaskLogged { TaskId = enqueued, Attempt = 1, Sequence = 1, LoggedAt = Now, Message = "Line." }], CancellationToken.None);
        foreach (var holder in (string[])["first", "refused"])
        {
            await process.LimitsBy(null)
                .Acquire(
                    new LimitRequest("math.add", holder, 2, 1, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30)), CancellationToken.None);
        }

        await process.Replays.TryWrite(
            new FailureReplay { Id = Guid.NewGuid(), Fingerprint = "0123456789abcdef", Rate = 1, Canary = 1, StartedAt = Now },
            CancellationToken.None);
        return buried;
    }

    private static TaskEvent Submitted(Guid id, DateTimeOffset? due = null) =>
        TaskEvent.Of(new TaskSubmitted { TaskId = id, Name = "math.add", Arguments = default, SubmittedAt = Now, DueAt = due });

    private static TaskEvent Succeeded(Guid id, DateTimeOffset at) =>
        TaskEvent.Of(new TaskSucceeded { TaskId = id, Attempt = 1, FinishedAt = at, Worker = "w1" });

    private static TaskEvent AttemptFailed(Guid id, DateTimeOffset? retryAt) => TaskEvent.Of(new TaskAttemptFailed
    {
        TaskId = id,
        Attempt = 1,
        FinishedAt = Now,
        Worker = "w1",
        Error = new TaskError { Type = "boom", Message = "Boom" },
        RetryAt = retryAt,
    });

    /// <summary>All keys of the process. Not through the client's own scan, which blocks a thread and gives up after a time.</summary>
    private static async Task<string[]> AllKeys(RedisProcess process) =>
        (string[])(await process.Execute("KEYS", $"{process.KeyPrefix}:*"))!;

    private static string ShapeOf(string key, RedisProcess process) =>
        List()
            .Replace(
                Id().Replace(Tag().Replace(key.Replace(process.KeyPrefix, "{prefix}", StringComparison.Ordinal), ":{tag}:"), ":{id}"),
                ":list:{list}");

    /// <summary>The shapes of keys and their types, as the source documents them.</summary>
    private static Dictionary<string, string> Documentation()
    {
        using var reader = new StreamReader(typeof(RedisKeysTests).Assembly.GetManifestResourceStream("RedisKeys.cs")!);
        return DocumentedKey()
            .Matches(reader.ReadToEnd())
            .ToDictionary(match => match.Groups["shape"].Value, match => match.Groups["type"].Value);
    }

    [GeneratedRegex(@"^/// (?<shape>\{prefix\}:\S+) +(?<type>[A-Za-z]+) ", RegexOptions.Multiline)]
    private static partial Regex DocumentedKey();

    [GeneratedRegex(@":list:.*$")]
    private static partial Regex List();

    [GeneratedRegex(@":\{[0-9a-f]\}:")]
    private static partial Regex Tag();

    [GeneratedRegex(@":[0-9a-f]{32}$")]
    private static partial Regex Id();
}
