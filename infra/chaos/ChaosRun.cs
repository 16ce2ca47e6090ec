using System.Collections.Concurrent;
using System.Text.Json;

namespace Messaging.Chaos;

/// <summary>Submits, cancels, waits for the ends and judges them.</summary>
internal sealed class ChaosRun(TaskApi api, EffectTarget target, TimeProvider clock, TextWriter progress)
{
    private const int Callers = 16;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly ConcurrentBag<PlannedTask> _accepted = [];
    private readonly ConcurrentBag<PlannedTask> _refused = [];

    public async Task<ChaosLedger> Run(ChaosSettings settings, CancellationToken cancellationToken)
    {
        var planner = new TaskPlanner(settings.Seed, target.Url, settings.LongestDelay, settings.IsDeadly, clock);
        var work = new List<Task>();
        using var callers = new SemaphoreSlim(Callers);
        var start = clock.GetTimestamp();
        for (var i = 0; i < settings.Tasks && settings.Enough is not { IsCompleted: true }; i++)
        {
            var wait = TimeSpan.FromSeconds((double)i / settings.Rate) - clock.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, cancellationToken);
            }

            // Planned only now: some tell the time.
            await callers.WaitAsync(cancellationToken);
            work.Add(Submit(planner.Next(), callers, settings.Patience, cancellationToken));
        }

        await Task.WhenAll(work);
        if (settings.SubmittedFile is { } file)
        {
            await File.WriteAllTextAsync(file.FullName, "", cancellationToken);
        }

        // An earlier try of theirs may have been accepted without our hearing of it.
        foreach (var task in _refused)
        {
            if (await api.Read(task.Id, cancellationToken) is not null)
            {
                _accepted.Add(task);
            }
        }

        PlannedTask[] tasks = [.. _accepted];
        var documents = await WaitForEnds(tasks, settings.Patience, cancellationToken);
        return new ChaosLedger(
            [.. tasks.Select(task => (task, Verdict.Of(task, documents.GetValueOrDefault(task.Id), target.FenceOf(task.Id))))],
            target.Refusals,
            target.Kills);
    }

    private async Task Submit(PlannedTask task, SemaphoreSlim callers, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            if (await api.Submit(task, cancellationToken) is not { } id)
            {
                _refused.Add(task);
                return;
            }

            task = task with { Id = id };
            _accepted.Add(task);
        }
        finally
        {
            callers.Release();
        }

        if (task.RepeatAfter is { } pause)
        {
            await Task.Delay(pause, clock, cancellationToken);
            await api.Repeat(task, cancellationToken);
        }

        if (task.Wish is { } wish)
        {
            await Task.Delay(wish.After, clock, cancellationToken);
            // Only what has failed can run again.
            var asked = clock.GetTimestamp();
            while (task.Kind == TaskKind.RunAgain
                && clock.GetElapsedTime(asked) < patience
                && !Verdict.IsEnd(await api.Read(task.Id, cancellationToken)))
            {
                await Task.Delay(LookInterval, clock, cancellationToken);
            }

            await api.Ask(task.Id, wish, cancellationToken);
        }
    }

    private async Task<ConcurrentDictionary<Guid, JsonElement?>> WaitForEnds(
        PlannedTask[] tasks, TimeSpan patience, CancellationToken cancellationToken)
    {
        var documents = new ConcurrentDictionary<Guid, JsonElement?>();
        var left = tasks.Select(task => task.Id).ToArray();
        var lastEnd = clock.GetTimestamp();
        while (left.Length > 0 && clock.GetElapsedTime(lastEnd) < patience)
        {
            await Parallel.ForEachAsync(
                left,
                new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = cancellationToken },
                async (id, token) => documents[id] = await api.Read(id, token));
            var open = left.Where(id => !Verdict.IsEnd(documents[id])).ToArray();
            if (open.Length < left.Length)
            {
                (left, lastEnd) = (open, clock.GetTimestamp());
            }

            await progress.WriteLineAsync($"{tasks.Length - left.Length} of {tasks.Length} have ended");
            await Task.Delay(left.Length > 0 ? LookInterval : TimeSpan.Zero, clock, cancellationToken);
        }

        return documents;
    }
}
