using System.Text.Json;

namespace Messaging.Upgrade;

/// <summary>
/// Lifecycle events as another service publishes them, one by one in a handwritten envelope: every kind that there is, of tasks that no
/// Producer accepted.
/// </summary>
internal static class ForeignEvents
{
    private static readonly string[] Queues = ["foreign"];
    private static readonly string[] Registered = ["urn:message:Messaging.Contracts:TaskTypesRegistered"];
    private static readonly string[] Logged = ["urn:message:Messaging.Contracts:TaskLogged"];
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <summary>The tasks they tell of, and what becomes of each once all are read.</summary>
    public static IReadOnlyList<RecordedTask> Tasks { get; } =
    [
        new("foreign-whole-history", Id(1), "Succeeded"),
        new("foreign-canceled", Id(2), "Canceled"),
        new("foreign-expired", Id(3), "Expired"),
        new("foreign-parked", Id(4), "Parked"),
        new("foreign-replayed", Id(5), "Scheduled"),
    ];

    /// <summary>The events, each with its kind.</summary>
    public static IEnumerable<string> All => Kinds().Select(kind => JsonSerializer.Serialize(
        new { messageType = new[] { $"urn:message:Messaging.Contracts:{kind.Kind}" }, message = kind.Event }, Json));

    /// <summary>Another service tells of a type that it runs.</summary>
    public static string Type => JsonSerializer.Serialize(
        new
        {
            messageType = Registered,
            message = new
            {
                worker = "foreign-worker",
                registeredAt = At(0),
                queues = Queues,
                types = new[] { new { name = "foreign.task", description = "Of another service." } },
            },
        },
        Json);

    /// <summary>A line of a task's log.</summary>
    public static string Line(Guid taskId, int sequence) => JsonSerializer.Serialize(
        new
        {
            messageType = Logged,
            message = new { taskId, attempt = 1, sequence, loggedAt = At(10 + sequence), message = $"Line {sequence}." },
        }, Json);

    private static IEnumerable<(string Kind, object Event)> Kinds()
    {
        Guid whole = Id(1), canceled = Id(2), expired = Id(3), parked = Id(4), replayed = Id(5);
        var error = new { type = "foreign-error", message = "It broke.", stack = "at Foreign.Code" };
        yield return (
            "TaskSubmitted",
            new
            {
                taskId = whole,
                name = "foreign.task",
                arguments = new { text = "\u00e4" },
                submittedAt = At(0),
                queue = "foreign",
                tags = Queues,
                key = "k",
            });
        yield return ("TaskEnqueued", new { taskId = whole, attempt = 1, enqueuedAt = At(1) });
        yield return ("TaskStarted", new { taskId = whole, attempt = 1, startedAt = At(2), worker = "foreign-worker", maxAttempts = 5 });
        yield return ("TaskProgressed", new { taskId = whole, attempt = 1, sequence = 1, percent = 50, message = "Half." });
        yield return ("TaskClaimed", new { taskId = whole, attempt = 1, worker = "foreign-worker", until = At(3600) });
        yield return ("TaskLogged", new { taskId = whole, attempt = 1, sequence = 1, loggedAt = At(3), message = "A line." });
        yield return (
            "TaskAttemptFailed",
            new { taskId = whole, attempt = 1, finishedAt = At(4), worker = "foreign-worker", error, retryAt = At(60) });
        yield return ("TaskRescheduled", new { taskId = whole, attempt = 1, dueAt = At(70), requestedAt = At(5), by = "ann" });
        yield return (
            "TaskDeferred",
            new
            {
                taskId = whole,
                attempt = 2,
                finishedAt = At(80),
                worker = "foreign-worker",
                until = At(90),
                deferrals = 1,
                reason = "Not now.",
            });
        yield return (
            "TaskSucceeded",
            new { taskId = whole, attempt = 3, finishedAt = At(100), worker = "foreign-worker", result = new { sum = 3 } });
        yield return (
            "TaskStarted",
            new { taskId = canceled, attempt = 1, startedAt = At(2), worker = "foreign-worker", name = "foreign.task", queue = "foreign" });
        yield return ("TaskCancelRequested", new { taskId = canceled, requestedAt = At(3), by = "ann", reason = "Too late." });
        yield return ("TaskCanceled", new { taskId = canceled, attempt = 1, finishedAt = At(4), worker = "foreign-worker" });
        yield return ("TaskExpired", new { taskId = expired, attempt = 1, finishedAt = At(4), worker = "foreign-worker" });
        yield return (
            "TaskParked",
            new { taskId = parked, attempt = 1, finishedAt = At(4), worker = "foreign-worker", deferrals = 1, reason = "No handler." });
        yield return ("TaskAttemptFailed", new { taskId = replayed, attempt = 1, finishedAt = At(4), worker = "foreign-worker", error });
        yield return (
            "TaskReplayed",
            new
            {
                taskId = replayed,
                attempt = 2,
                requestedAt = At(10),
                dueAt = "9000-01-01T00:00:00Z",
                by = "ann",
                reason = "Mended.",
                arguments = new { text = "b" },
            });
    }

    private static Guid Id(int number) => Guid.Parse($"0197a000-0000-7000-8000-00000000f00{number}");

    private static DateTimeOffset At(int seconds) => new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero).AddSeconds(seconds);
}
