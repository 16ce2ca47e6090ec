using k8s;
using k8s.Models;

namespace Messaging.Architecture.Tests.Kubernetes;

/// <summary>
/// Objects read from YAML into Kubernetes' own types: a field that does not exist, or has a value of another kind, throws. That required
/// fields are there is not checked.
/// </summary>
internal sealed class Manifests
{
    private static readonly Dictionary<string, Type> ForeignKinds = new()
    {
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(ForeignObject),
        ["keda.sh/v1alpha1/TriggerAuthentication"] = typeof(ForeignObject),
    };

    private readonly object[] _objects;

    private Manifests(IEnumerable<object> objects) => _objects = [.. objects];

    public int Count => _objects.Length;

    public IEnumerable<ForeignObject> Foreign => _objects.OfType<ForeignObject>();

    public IEnumerable<V1Deployment> Deployments => Of<V1Deployment>();

    /// <summary>The pods that deployments and stateful sets make, by name.</summary>
    public IEnumerable<(string Name, V1PodTemplateSpec Pod, V1LabelSelector Selector)> Pods =>
    [
        .. Deployments.Select(deployment => (deployment.Metadata.Name, deployment.Spec.Template, deployment.Spec.Selector)),
        .. Of<V1StatefulSet>().Select(set => (set.Metadata.Name, set.Spec.Template, set.Spec.Selector)),
    ];

    public static Manifests Read(string yaml) => new(KubernetesYaml.LoadAllFromString(yaml, ForeignKinds, strict: true));

    public IEnumerable<T> Of<T>() => _objects.OfType<T>();
}
