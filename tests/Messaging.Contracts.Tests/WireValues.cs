using System.Text.Json;

namespace Messaging.Contracts.Tests;

/// <summary>What the golden documents mean: every contract with every member, and with none but those a sender must give.</summary>
internal static class WireValues
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static readonly Guid Id = Guid.Parse("0197a000-0000-7000-8000-000000000001");
    private static readonly RetryOverride Retry = new()
    {
        MaxAttempts = 3,
        Backoff = "linear",
        BaseDelay = TimeSpan.FromSeconds(2),
        MaxDelay = TimeSpan.FromHours(1),
    };
    private static readonly TaskError Error = new()
    {
        Type = "System.TimeoutException",
        Message = "No answer within 30 s: \u00e4 \u2713",
        Stack = "at Somewhere\n   at Else",
    };
    private static readonly TaskError BareError = new() { Type = "poison", Message = "Gave up." };

    private static readonly TaskType AddType = new()
    {
        Name = "math.add",
        Description = "Adds two numbers.",
        ArgumentsSchema = JsonElement.Parse("""{"type":"object","properties":{"left":{"type":"integer"}}}"""),
        MaxAttempts = 10,
        TimeLimit = TimeSpan.FromMinutes(30),
    };

    private static readonly TaskSubmitted Submitted = new()
    {
        TaskId = Id,
        Name = "math.add",
        Arguments = JsonElement.Parse("""{"left":1,"right":2}"""),
        SubmittedAt = At(5678),
        Queue = "slow",
        DueAt = new DateTimeOffset(2026, 1, 2, 3, 30, 0, TimeSpan.Zero),
        ExpiresAt = new DateTimeOffset(2026, 1, 2, 4, 0, 0, TimeSpan.Zero),
        Retry = Retry,
        TimeLimit = TimeSpan.FromMinutes(5),
        Key = "customer 7",
        Tags = ["nightly", "tenant:7"],
        Fingerprint = "f00dcafe",
        TraceParent = TraceParent,
        TraceState = "vendor=1",
    };

    private static readonly TaskEnqueued Enqueued = new() { TaskId = Id, Attempt = 2, EnqueuedAt = At(6000) };
    private static readonly TaskStarted Started = new()
    {
        TaskId = Id,
        Attempt = 2,
        StartedAt = At(7000),
        Worker = "worker-1",
        Name = "math.add",
        Queue = "slow",
        MaxAttempts = 3,
        Redeliveries = 1,
        AmongOthers = true,
        TraceParent = TraceParent,
    };
    private static readonly TaskProgressed Progressed = new()
    {
        TaskId = Id,
        Attempt = 2,
        Sequence = 4294967296,
        Percent = 12.5,
        Message = "1 of 8",
    };
    private static readonly TaskSucceeded Succeeded = new()
    {
        TaskId = Id,
        Attempt = 2,
        FinishedAt = At(8000),
        Worker = "worker-1",
        Result = JsonElement.Parse("""{"sum":3}"""),
        TraceParent = TraceParent,
    };
    private static readonly TaskAttemptFailed AttemptFailed = new()
    {
        TaskId = Id,
        Attempt = 2,
        FinishedAt = At(8000),
        Worker = "worker-1",
        Error = Error,
        RetryAt = At(10000),
        TraceParent = TraceParent,
    };
    private static readonly TaskDeferred Deferred = new()
    {
        TaskId = Id,
        Attempt = 2,
        FinishedAt = At(8000),
        Worker = "worker-1",
        Until = At(30000),
        Deferrals = 1,
        Reason = "rate limit",
        TraceParent = TraceParent,
    };
    private static readonly TaskCancelRequested CancelRequested = new()
    {
        TaskId = Id,
        RequestedAt = At(9000),
        By = "ann",
        Reason = "no longer needed",
    };
    private static readonly TaskCanceled Canceled = new()
    {
        TaskId = Id,
        Attempt = 2,
        FinishedAt = At(9000),
        Worker = "worker-1",
        TraceParent = TraceParent,
    };
    private static readonly TaskExpired Expired = new()
    {
        TaskId = Id,
        Attempt = 2,
        FinishedAt = At(9000),
        Worker = "worker-1",
        TraceParent = TraceParent,
    };

    private static readonly TaskRescheduled Rescheduled = new()
    {
        TaskId = Id,
        Attempt = 2,
        DueAt = At(30000),
        RequestedAt = At(9000),
        By = "ann",
    };
    private static readonly TaskReplayed Replayed = new()
    {
        TaskId = Id,
        Attempt = 3,
        RequestedAt = At(9000),
        DueAt = At(30000),
        By = "ann",
        Reason = "fixed",
        Arguments = JsonElement.Parse("""{"left":1,"right":3}"""),
    };
    private static readonly TaskParked Parked = new()
    {
        TaskId = Id,
        Attempt = 2,
        FinishedAt = At(8000),
        Worker = "worker-1",
        Deferrals = 1,
        Reason = "No handler.",
        TraceParent = TraceParent,
    };
    private static readonly TaskClaimed Claimed = new() { TaskId = Id, Attempt = 2, Worker = "worker-1", Until = At(30000) };
    private static readonly TaskLogged Logged = new()
    {
        TaskId = Id,
        Attempt = 2,
        Sequence = 4294967296,
        LoggedAt = At(8000),
        Message = "1 of 8 \u00e4",
    };
    private static readonly RunningAttempt Running = new() { TaskId = Id, Attempt = 2, Name = "math.add", StartedAt = At(7000) };
    private static readonly QueueSlots Queue = new() { Name = "slow", Slots = 4, Running = 1 };

    private static readonly JsonElement Null = JsonElement.Parse("null");

    /// <summary>The meaning of <c>Wire/*.json</c>.</summary>
    public static IReadOnlyList<object> Full { get; } =
    [
        Retry,
        Error,
        AddType,
        new RunTask
        {
            TaskId = Id,
            Name = "math.add",
            Arguments = JsonElement.Parse("""{"left":1,"right":[2,null,"ä"]}"""),
            Attempt = 2,
            Deferrals = 1,
            Queue = "slow",
            Retry = Retry,
            TimeLimit = TimeSpan.FromMinutes(5),
            ExpiresAt = new DateTimeOffset(2026, 1, 2, 4, 0, 0, TimeSpan.Zero),
            ReadyAt = new DateTimeOffset(2026, 1, 2, 3, 0, 0, TimeSpan.Zero),
            Key = "customer 7",
            TraceParent = TraceParent,
            TraceState = "vendor=1",
            TraceLinks = [TraceParent],
        },
        Submitted,
        Enqueued,
        Started,
        Progressed,
        Succeeded,
        AttemptFailed,
        Deferred,
        CancelRequested,
        Canceled,
        Expired,
        Rescheduled,
        Replayed,
        Parked,
        Claimed,
        Logged,
        Running,
        Queue,
        new TaskEvents
        {
            Submitted = [Submitted],
            Enqueued = [Enqueued],
            Started = [Started],
            Progressed = [Progressed],
            Succeeded = [Succeeded],
            AttemptFailed = [AttemptFailed],
            Deferred = [Deferred],
            CancelRequested = [CancelRequested],
            Canceled = [Canceled],
            Expired = [Expired],
            Rescheduled = [Rescheduled],
            Replayed = [Replayed],
            Parked = [Parked],
            Claimed = [Claimed],
            Logged = [Logged],
        },
        new WorkerHeartbeat
        {
            Worker = "worker-1",
            SentAt = At(10000),
            ClockDriftSeconds = -3600.25,
            StartedAt = At(5000),
            Version = "1.2.3",
            Host = "machine-1",
            State = "quiet",
            Queues = [Queue],
            Types = ["math.add"],
            Running = [Running],
            RunningCount = 1,
            Waiting = 3,
            LeakedHandlers = 2,
            MemoryBytes = 4294967296,
            Reads = ["open-rows"],
        },
        new SubmitTask
        {
            Name = "math.add",
            Id = Id,
            Args = JsonElement.Parse("""{"left":1,"right":2}"""),
            Queue = "slow",
            Delay = TimeSpan.FromSeconds(30),
            NotBefore = new DateTimeOffset(2026, 1, 2, 3, 30, 0, TimeSpan.Zero),
            ExpiresAt = new DateTimeOffset(2026, 1, 2, 4, 0, 0, TimeSpan.Zero),
            Retry = Retry,
            TimeLimit = TimeSpan.FromMinutes(5),
            Key = "customer 7",
            Tags = ["nightly", "tenant:7"],
            TraceParent = TraceParent,
            TraceState = "vendor=1",
        },
        new TaskAccepted { TaskId = Id, State = "Queued", StatusUrl = $"http://localhost:5081/api/v1/tasks/{Id}" },
        new TaskRefused { TaskId = Id, Status = 422, Detail = "name: Is required." },
        new ControlWorker { Worker = "worker-1", Action = "quiet", By = "ann" },
        new PausesChanged { ChangedAt = At(9000) },
        new TaskTypesRegistered { Worker = "worker-1", RegisteredAt = At(5000), Queues = ["default", "slow"], Types = [AddType] },
    ];

    /// <summary>The meaning of <c>Wire/minimal/*.json</c>.</summary>
    public static IReadOnlyList<object> Minimal { get; } =
    [
        new RetryOverride(),
        BareError,
        new TaskType { Name = "math.add" },
        new RunTask { TaskId = Id, Name = "math.add", Arguments = Null, Attempt = 1, Queue = "default" },
        new TaskSubmitted { TaskId = Id, Name = "math.add", Arguments = Null, SubmittedAt = At(5678), Queue = "default" },
        Enqueued,
        new TaskStarted { TaskId = Id, Attempt = 2, StartedAt = At(7000), Worker = "worker-1" },
        new TaskProgressed { TaskId = Id, Attempt = 2, Sequence = 4294967296 },
        new TaskSucceeded { TaskId = Id, Attempt = 2, FinishedAt = At(8000), Worker = "worker-1" },
        new TaskAttemptFailed { TaskId = Id, Attempt = 2, FinishedAt = At(8000), Worker = "worker-1", Error = BareError },
        new TaskDeferred { TaskId = Id, Attempt = 2, FinishedAt = At(8000), Worker = "worker-1", Until = At(30000), Deferrals = 1 },
        new TaskCancelRequested { TaskId = Id, RequestedAt = At(9000) },
        new TaskCanceled { TaskId = Id, Attempt = 2, FinishedAt = At(9000) },
        new TaskExpired { TaskId = Id, Attempt = 2, FinishedAt = At(9000) },
        new TaskRescheduled { TaskId = Id, Attempt = 2, DueAt = At(30000), RequestedAt = At(9000) },
        new TaskReplayed { TaskId = Id, Attempt = 3, RequestedAt = At(9000) },
        new TaskParked { TaskId = Id, Attempt = 2, FinishedAt = At(8000), Worker = "worker-1", Deferrals = 1 },
        Claimed,
        Logged,
        Running,
        Queue,
        new WorkerHeartbeat { Worker = "worker-1", SentAt = At(10000), StartedAt = At(5000) },
        new SubmitTask { Name = "math.add" },
        new TaskAccepted { TaskId = Id, State = "Queued" },
        new TaskRefused { Status = 422, Detail = "name: Is required." },
        new ControlWorker { Worker = "worker-1", Action = "quiet" },
        new PausesChanged { ChangedAt = At(9000) },
        new TaskEvents(),
        new TaskTypesRegistered
        {
            Worker = "worker-1",
            RegisteredAt = At(5000),
            Queues = ["default", "slow"],
            Types = [new TaskType { Name = "math.add" }],
        },
    ];

    private static DateTimeOffset At(int milliseconds) =>
        new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero).AddMilliseconds(milliseconds);
}
