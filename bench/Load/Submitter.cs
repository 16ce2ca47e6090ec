using Messaging.Bench.Http;

namespace Messaging.Bench.Load;

/// <summary>Callers that submit one batch after the other until all are submitted.</summary>
internal sealed class Submitter(TaskClient client)
{
    /// <param name="additions">What to submit.</param>
    /// <param name="batch">Tasks in one request; 1 uses the endpoint for single tasks.</param>
    /// <param name="callers">How many submit at the same time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<SubmittedAddition>> Submit(
        Addition[] additions, int batch, int callers, CancellationToken cancellationToken)
    {
        var submitted = new SubmittedAddition[additions.Length];
        var next = -batch;
        async Task Call()
        {
            while (Interlocked.Add(ref next, batch) is var start && start < additions.Length)
            {
                var part = additions.AsMemory(start, Math.Min(batch, additions.Length - start));
                var ids = batch == 1
                    ? [await client.Submit(part.Span[0], cancellationToken)]
                    : await client.Submit(part, cancellationToken);
                for (var i = 0; i < ids.Count; i++)
                {
                    submitted[start + i] = new SubmittedAddition(ids[i], additions[start + i]);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Call()));
        return submitted;
    }
}
