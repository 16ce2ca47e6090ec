using k8s.Models;

namespace Messaging.Architecture.Tests.Kubernetes;

/// <summary>An object of a kind that Kubernetes itself does not know, such as KEDA's: its specification is taken as it is.</summary>
internal sealed class ForeignObject
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public V1ObjectMeta? Metadata { get; set; }

    public Dictionary<string, object>? Spec { get; set; }
}
