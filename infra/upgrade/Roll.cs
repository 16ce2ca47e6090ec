using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Messaging.Chaos;
using Messaging.EndToEnd.Tests.Upgrade;

namespace Messaging.Upgrade;

/// <summary>
/// An upgrade under load and the way back: while tasks of many kinds are submitted, process after process is replaced in the order of
/// docs/upgrade.md; then each task must have ended as it must, and both versions must tell the same of it.
/// </summary>
internal sealed class Roll : IAsyncDisposable
{
    private const int Replicas = 2;
    private const int LongestDelay = 60;
    private static readonly string[] Forward = ["StatusQuery", "Worker", "Producer"];
    private static readonly string[] Ended = ["succeeded", "failed", "canceled", "expired"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    private readonly RollSettings _settings;
    private readonly TimeProvider _clock;
    private readonly Findings _findings = new();
    private readonly BrokerWatch _broker;
    private readonly Fleet _fleet;
    private readonly Rotation _producers;
    private readonly Rotation _statuses;
    private int _compared;
    private int _ranBefore;
    private int _ranNow;
    private int _cutShort;

    public Roll(RollSettings settings, TimeProvider clock)
    {
        (_settings, _clock) = (settings, clock);
        _broker = new BrokerWatch(settings, clock, _findings);
        _fleet = new Fleet(settings, _findings);
        _producers = new Rotation(_fleet, "Producer", _findings);
        _statuses = new Rotation(_fleet, "StatusQuery", _findings);
    }

    /// <summary>Plays it, and writes what is amiss and a line of JSON.</summary>
    /// <returns>Whether all was as it must be.</returns>
    public async Task<bool> Run(CancellationToken cancellationToken)
    {
        try
        {
            return await Play(cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or InvalidOperationException)
        {
            // What was found until then tells why.
            _findings.Add(exception.Message);
            _findings.Write(Console.Out);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { misses = _findings.Count }));
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        _producers.Dispose();
        _statuses.Dispose();
    }

    private async Task<bool> Play(CancellationToken cancellationToken)
    {
        var begun = _clock.GetTimestamp();
        foreach (var service in Forward)
        {
            for (var i = 0; i < Replicas; i++)
            {
                await _fleet.Start(service, Fleet.Before);
            }
        }

        await using var target = await EffectTarget.Start();
        using var producer = _producers.Client();
        using var status = _statuses.Client();
        var enough = new TaskCompletionSource();
        var chaos = new ChaosSettings(
            int.MaxValue, _settings.Seed, _settings.Rate, Patience, LongestDelay: LongestDelay, Enough: enough.Task);
        var load = new ChaosRun(new TaskApi(producer, status), target, _clock, Console.Error).Run(chaos, cancellationToken);
        var onlookers = LookOn(producer, status, enough.Task, cancellationToken);
        var replacing = Replace(cancellationToken);
        // A load that fails need not wait for the rest of the play.
        await await Task.WhenAny(load, replacing);
        var (forward, back) = await replacing;
        enough.SetResult();
        var ledger = await load;
        await onlookers;
        var (right, lost) = await Judge(ledger, target, cancellationToken);
        var errors = await _broker.CheckQueues(Patience);
        foreach (var member in Forward.Reverse().SelectMany(_fleet.Of).ToArray())
        {
            await _fleet.Stop(member);
        }

        await _broker.CheckLog(cancellationToken);
        _findings.Write(Console.Out);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new
        {
            accepted = ledger.Results.Count,
            right,
            lost,
            errorQueues = errors,
            forward,
            back,
            answers = _producers.Answers + _statuses.Answers,
            cutOff = _producers.CutOff + _statuses.CutOff,
            compared = _compared,
            attemptsBefore = _ranBefore,
            attemptsNow = _ranNow,
            cutShort = _cutShort,
            seed = _settings.Seed,
            seconds = (int)_clock.GetElapsedTime(begun).TotalSeconds,
            misses = _findings.Count,
        }));
        return _findings.Count == 0;
    }

    /// <summary>Every mixture that the order leads to works for a while.</summary>
    private async Task<(int Forward, int Back)> Replace(CancellationToken cancellationToken)
    {
        await Task.Delay(_settings.Pause, _clock, cancellationToken);
        var forward = await Replace(Forward, Fleet.Before, Fleet.Now, cancellationToken);
        await Task.Delay(2 * _settings.Pause, _clock, cancellationToken);
        var back = await Replace([.. Forward.Reverse()], Fleet.Now, Fleet.Before, cancellationToken);
        await Task.Delay(_settings.Pause, _clock, cancellationToken);
        return (forward, back);
    }

    private async Task<int> Replace(string[] order, string from, string to, CancellationToken cancellationToken)
    {
        var replaced = 0;
        foreach (var service in order)
        {
            foreach (var member in _fleet.Of(service))
            {
                await _fleet.Start(service, to);
                if (service == "StatusQuery")
                {
                    await CompareSome(_fleet.Of(service, from), _fleet.Of(service, to));
                }

                await _fleet.Stop(member);
                replaced++;
                await Task.Delay(_settings.Pause, _clock, cancellationToken);
            }

            if (_fleet.Of(service).Any(member => member.Version != to))
            {
                _findings.Add($"{service} was not replaced");
            }
        }

        return replaced;
    }

    /// <summary>Asks as people and programs do that wait for a task: none of it may fail.</summary>
    private async Task LookOn(HttpClient producer, HttpClient status, Task enough, CancellationToken cancellationToken)
    {
        while (!enough.IsCompleted)
        {
            try
            {
                var running = await StatusDump.Get(status, "tasks?state=running&limit=1");
                if (running?["tasks"]?.AsArray().FirstOrDefault()?["id"] is { } id)
                {
                    await StatusDump.Get(status, $"tasks/{id}?wait=2s");
                }

                await StatusDump.Get(status, "stats");
                await StatusDump.Get(status, "workers");
                await StatusDump.Get(producer, "pauses");
            }
            catch (Exception exception) when (
                exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // The rotation tells of it where it should not have been.
            }

            await Task.Delay(LookInterval, _clock, cancellationToken);
        }
    }

    private async Task CompareSome(FleetMember before, FleetMember now)
    {
        foreach (var state in Ended)
        {
            foreach (var task in (await StatusDump.Get(before.Process.Http, $"tasks?state={state}&limit=50"))!["tasks"]!.AsArray())
            {
                await Compare(before, now, $"tasks/{task!["id"]}");
            }
        }
    }

    /// <returns>Whether both tell the same; the version of now may tell more.</returns>
    private async Task<bool> Compare(FleetMember before, FleetMember now, string path)
    {
        string[] differences = [];
        // What still changes is another at each look.
        for (var looks = 0; looks < 3; looks++)
        {
            differences =
            [
                .. SameAnswer.Differences(
                    await StatusDump.Get(before.Process.Http, path), await StatusDump.Get(now.Process.Http, path), path),
            ];
            if (differences.Length == 0)
            {
                _compared++;
                return true;
            }

            await Task.Delay(LookInterval, _clock);
        }

        _findings.Add($"{now.Name} tells otherwise than {before.Name}: {string.Join("; ", differences)}");
        return false;
    }

    private async Task<(int Right, int Lost)> Judge(ChaosLedger ledger, EffectTarget target, CancellationToken cancellationToken)
    {
        var before = _fleet.Of("StatusQuery", Fleet.Before);
        var now = await _fleet.Start("StatusQuery", Fleet.Now);
        var right = 0;
        foreach (var (task, verdict) in ledger.Results)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var document = await StatusDump.Get(before.Process.Http, $"tasks/{task.Id}");
            CountAttempts(document);
            var fault = FaultOf(task, verdict, document, target);
            if (fault is not null)
            {
                _findings.Add($"{task.Kind} {task.Id} {fault}: {document?.ToJsonString()}");
            }

            if (await Compare(before, now, $"tasks/{task.Id}") && fault is null)
            {
                right++;
            }
        }

        if (_ranBefore == 0 || _ranNow == 0)
        {
            _findings.Add("One of the versions has run nothing");
        }

        foreach (var path in (string[])["stats", "failures", "types", "undecodable"])
        {
            await Compare(before, now, path);
        }

        if ((long?)(await StatusDump.Get(now.Process.Http, "stats"))?["total"] is var total && total != ledger.Results.Count)
        {
            _findings.Add(string.Create(CultureInfo.InvariantCulture, $"{total} tasks are stored in the place of {ledger.Results.Count}"));
        }

        return (right, ledger.Results.Count(result => result.Verdict.State is null));
    }

    private void CountAttempts(JsonNode? document)
    {
        foreach (var attempt in document?["attempts"]?.AsArray() ?? [])
        {
            if (((string?)attempt!["worker"])?.StartsWith($"worker-{Fleet.Now}-", StringComparison.Ordinal) == true)
            {
                _ranNow++;
            }
            else
            {
                _ranBefore++;
            }

            _cutShort += IsCutShort(attempt) ? 1 : 0;
        }
    }

    private static bool IsCutShort(JsonNode? attempt) => (string?)attempt!["outcome"] == "Deferred";

    /// <summary>Stricter than chaos: no process dies here, so nothing is to happen twice.</summary>
    private static string? FaultOf(PlannedTask task, Verdict verdict, JsonNode? document, EffectTarget target)
    {
        var effects = target.EffectsOf(task.Id);
        var counted = (int?)document?["attempt"] - document?["attempts"]?.AsArray().Count(IsCutShort);
        return verdict.Fault is not null ? verdict.Fault
            : verdict.IsStale ? "has a stale effect"
            : !task.Ends.Contains(verdict.State) ? $"ended as {verdict.State}"
            : task.Attempts is { } attempts && attempts != counted
                ? string.Create(CultureInfo.InvariantCulture, $"took {counted} attempts in the place of {attempts}")
            : effects != (task.Kind is TaskKind.Effect or TaskKind.Flaky ? 1 : 0)
                ? string.Create(CultureInfo.InvariantCulture, $"has {effects} effects")
            : null;
    }
}
