using System.ComponentModel.DataAnnotations;

namespace Messaging.Worker;

/// <summary>Settings of a worker. Configuration section <c>Worker</c>.</summary>
public sealed class WorkerOptions : IValidatableObject
{
    /// <summary>
    /// The worker's id in rows, logs and names of queues, which no other worker may have. Default: machine name, process id and four random
    /// digits; up to 100 letters, digits, <c>.</c>, <c>:</c>, <c>-</c>, <c>_</c>.
    /// </summary>
    [RegularExpression("[A-Za-z0-9_.:-]{0,100}", ErrorMessage = "Worker:Name has up to 100 letters, digits, dots, colons, hyphens and underscores.")]
    public string? Name { get; set; }

    /// <summary>
    /// The queues it takes tasks from, separated by commas, each with its weight and its slots where wanted: <c>default, slow:2,
    /// critical:5@8</c>. A weight (1 to 100, default 1) is a
    /// queue's share of <see cref="TotalConcurrency"/>; slots (1 to 1,000) replace <see cref="Concurrency"/>. Default: <c>default</c>.
    /// </summary>
    [Required]
    public string Queues { get; set; } = "default";

    /// <summary>Tasks it runs at a time, per queue. Default: twice the processors; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 2 * Environment.ProcessorCount;

    /// <summary>
    /// Tasks it runs at a time, of all queues together, which they share by weight: while several have work, each gets its share; what one
    /// does not need the others may use.
    /// A queue's own limit is then the total, unless it names slots. Default: none, each queue has its own slots; 1 to 1,000.
    /// </summary>
    [Range(1, 1000)]
    public int? TotalConcurrency { get; set; }

    /// <summary>
    /// Commands it holds of the broker's, per task it runs at a time: those that run, wait for their turn, or have ended and wait for the
    /// broker to take note.
    /// 1 suits long tasks, which others should take instead; 2 to 4 short ones; 32 those of a few milliseconds, of which there are many.
    /// Default: 2; 1 to 100.
    /// </summary>
    [Range(1, 100)]
    public int Prefetch { get; set; } = 2;

    /// <summary>
    /// How long running tasks may go on after the worker is told to stop, before their tokens fire. Default: 25 seconds; 0 to 25 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:25")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Handlers that may ignore their token and still run before the worker says that it is not ready. Default: 10; 0 to 1,000.
    /// </summary>
    [Range(0, 1000)]
    public int MaxLeakedHandlers { get; set; } = 10;

    /// <summary>
    /// How often an attempt is started by workers that die with it, or lose their connection, before it has failed. Of starts beside other
    /// attempts one counts; after it, the attempt is tried
    /// alone. 1 blames all that ran in a worker that died. Default: 3; 1 to 10.
    /// </summary>
    [Range(1, 10)]
    public int MaxCrashes { get; set; } = 3;

    /// <summary>
    /// How long the broker waits for an attempt, counted from the delivery of its command. A longer one is claimed: its command is
    /// acknowledged, and the ledger watches over it.
    /// Must be well below the broker's acknowledgement timeout, 30 minutes by default. Default: 20 minutes; 1 second to 1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ClaimAfter { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>The queues, one by one; of one that is named twice the first entry counts.</summary>
    public IReadOnlyList<QueueEntry> ServedQueues =>
        [.. Entries.Select(QueueEntry.Parse).OfType<QueueEntry>().DistinctBy(queue => queue.Name, StringComparer.Ordinal)];

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> QueueList => [.. ServedQueues.Select(queue => queue.Name)];

    private string[] Entries => Queues.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Most tasks of a queue at a time.</summary>
    public int SlotsOf(QueueEntry queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return Math.Min(queue.Slots ?? TotalConcurrency ?? Concurrency, TotalConcurrency ?? QueueEntry.MaxSlots);
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var entry in Entries.Where(entry => QueueEntry.Parse(entry) is null))
        {
            yield return new ValidationResult(
                $"Worker:Queues names '{entry}': a queue has 1 to 64 lower-case letters, digits, dots, hyphens and underscores; ':' "
                    + $"and a weight from 1 to {QueueEntry.HighestWeight}, and '@' and slots from 1 to {QueueEntry.MaxSlots}, may follow.",
                [nameof(Queues)]);
        }

        if (TotalConcurrency is null && ServedQueues.FirstOrDefault(queue => queue.Weight is not null) is { } weighted)
        {
            yield return new ValidationResult(
                $"Worker:Queues gives {weighted.Name} a weight, which says nothing without Worker:TotalConcurrency.", [nameof(Queues)]);
        }

        if (ServedQueues.FirstOrDefault(queue => SlotsOf(queue) * Prefetch > ushort.MaxValue) is { } greedy)
        {
            yield return new ValidationResult(
                $"Worker:Prefetch times the slots of {greedy.Name} is {SlotsOf(greedy) * Prefetch}; a broker hands out "
                    + $"{ushort.MaxValue} at most.",
                [nameof(Prefetch)]);
        }

        if (Entries.Length == 0)
        {
            yield return new ValidationResult("Worker:Queues names no queue.", [nameof(Queues)]);
        }
    }
}
