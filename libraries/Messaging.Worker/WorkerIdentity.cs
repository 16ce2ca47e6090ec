using System.Globalization;
using Messaging.Tasks.Running;
using Microsoft.Extensions.Options;

namespace Messaging.Worker;

/// <summary>Who this worker is: the same for the life of the process, and no other's.</summary>
internal sealed class WorkerIdentity(IOptions<WorkerOptions> options, IRandomSource random)
{
    public string Id { get; } = options.Value.Name is { Length: > 0 } name ? name : string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.MachineName}-{Environment.ProcessId}-{(int)(random.NextSample() * 0x10000):x4}");
}
