namespace Messaging.Bench.Http;

/// <summary>How many tasks are in each state, as <c>GET /api/v1/stats</c> tells.</summary>
internal sealed record StateCounts(IReadOnlyDictionary<string, long> States)
{
    private static readonly string[] Terminal = ["succeeded", "failed", "canceled", "expired"];

    public long Succeeded => Of("succeeded");

    public long Ended => Terminal.Sum(Of);

    public long Of(string state) =>
        States.FirstOrDefault(entry => string.Equals(entry.Key, state, StringComparison.OrdinalIgnoreCase)).Value;
}
