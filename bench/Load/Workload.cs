using Messaging.Bench.Http;

namespace Messaging.Bench.Load;

/// <summary>Makes the tasks, the same ones for the same seed.</summary>
internal sealed class Workload(Random random)
{
    private const int Largest = 1_000_000;

    public Addition Next() => new(random.Next(Largest), random.Next(Largest));

    public Addition[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    public IReadOnlyList<T> Sample<T>(IReadOnlyList<T> all, int count) => count >= all.Count ? all : random.GetItems([.. all], count);

    /// <summary>Randomness of its own for something that runs beside others.</summary>
    public Random Fork() => new(random.Next());
}
