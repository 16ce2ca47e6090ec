using System.Collections.Concurrent;
using System.Globalization;

namespace Messaging.Upgrade;

/// <summary>What is not as it must be.</summary>
internal sealed class Findings
{
    private const int Shown = 40;

    private readonly ConcurrentQueue<string> _all = [];

    public int Count => _all.Count;

    public void Add(string what) => _all.Enqueue(what);

    /// <summary>Writes each with how often it was found.</summary>
    public void Write(TextWriter output)
    {
        foreach (var same in _all.GroupBy(what => what).Take(Shown))
        {
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"MISS  {same.Key}{(same.Count() > 1 ? $" ({same.Count()} times)" : "")}"));
        }
    }
}
