namespace Messaging.Architecture.Tests.Kubernetes;

/// <summary>A test that renders with <c>kubectl kustomize</c>. Skipped where there is no kubectl, which distributions do not package in a version that can; CI has one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute()
    {
        if (!Kustomization.CanRender)
        {
            Skip = "There is no kubectl here.";
        }
    }
}
