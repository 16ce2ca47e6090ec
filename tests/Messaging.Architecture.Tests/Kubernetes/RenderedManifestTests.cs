using System.Text.RegularExpressions;
using k8s.Models;

namespace Messaging.Architecture.Tests.Kubernetes;

public sealed partial class RenderedManifestTests
{
    private const string Development = "overlays/development";
    private const string Production = "overlays/production";

    private static readonly string[] Services = ["producer", "statusquery", "worker"];

    [Fact]
    public async Task Overlays_have_only_fields_that_Kubernetes_knows_and_all_that_each_service_needs()
    {
        foreach (var manifests in await All())
        {
            manifests.Deployments.Select(deployment => deployment.Metadata.Name).ShouldBe(Services, ignoreOrder: true);
            manifests.Of<V1Service>()
                .Select(service => service.Metadata.Name)
                .ShouldBeSubsetOf([.. manifests.Pods.Select(pod => pod.Name)]);
            manifests.Of<V2HorizontalPodAutoscaler>()
                .Select(scaler => scaler.Spec.ScaleTargetRef.Name)
                .Concat(manifests.Foreign.Where(item => item.Kind == "ScaledObject").Select(item => item.Metadata!.Name))
                .ShouldBe(Services, ignoreOrder: true);
            manifests.Of<V1PodDisruptionBudget>()
                .SelectMany(budget => budget.Spec.Selector.MatchLabels.Values)
                .ShouldBe(Services, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_patch_with_a_wrong_field_is_found()
    {
        var rendered = await Kustomization.Render(
            Production,
            copy =>
                Replace(
                    copy,
                    $"{Production}/kustomization.yaml",
                    "path: /spec/minReplicas",
                    "path: /spec/minReplica",
                    "op: replace",
                    "op: add"));

        Should.Throw<Exception>(() => Manifests.Read(rendered)).Message.ShouldContain("minReplica");
    }

    [Fact]
    public async Task Every_pod_runs_without_rights_it_does_not_need()
    {
        foreach (var (name, pod, _) in (await All()).SelectMany(manifests => manifests.Pods))
        {
            pod.Spec.AutomountServiceAccountToken.ShouldBe(false, name);
            pod.Spec.SecurityContext.RunAsNonRoot.ShouldBe(true, name);
            pod.Spec.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault", name);
            foreach (var container in pod.Spec.Containers)
            {
                container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false, name);
                container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"], name);
                container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(Services.Contains(name) ? true : null, name);
                container.Resources.Requests.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true, name);
                container.Resources.Limits.Keys.ShouldContain("memory", name);
            }
        }
    }

    [Fact]
    public async Task Every_service_is_probed_where_it_answers_and_has_the_time_to_stop()
    {
        foreach (
            var pod in (await All()).SelectMany(manifests => manifests.Deployments).Select(deployment => deployment.Spec.Template.Spec))
        {
            var container = pod.Containers.ShouldHaveSingleItem();
            container.StartupProbe.HttpGet.Path.ShouldBe("/health/startup");
            container.LivenessProbe.HttpGet.Path.ShouldBe("/health/live");
            container.ReadinessProbe.HttpGet.Path.ShouldBe("/health/ready");
            container.Ports.ShouldHaveSingleItem().ContainerPort.ShouldBe(8080);
            // A check of health has 2 seconds, and a process 40 to stop after the pause.
            container.ReadinessProbe.TimeoutSeconds!.Value.ShouldBeGreaterThan(2);
            pod.TerminationGracePeriodSeconds!.Value.ShouldBeGreaterThanOrEqualTo(45 + (container.Lifecycle?.PreStop?.Sleep?.Seconds ?? 0));
            pod.TopologySpreadConstraints.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task Whatever_is_referred_to_exists()
    {
        foreach (var manifests in await All())
        {
            var maps = manifests.Of<V1ConfigMap>().Select(map => map.Metadata.Name).ToArray();
            var accounts = manifests.Of<V1ServiceAccount>().Select(account => account.Metadata.Name).ToArray();
            foreach (var (name, pod, selector) in manifests.Pods)
            {
                selector.MatchLabels.ShouldBeSubsetOf(pod.Metadata.Labels);
                accounts.ShouldContain(pod.Spec.ServiceAccountName, name);
                var container = pod.Spec.Containers.Single();
                (container.EnvFrom ?? []).Select(source => source.ConfigMapRef.Name).ShouldBeSubsetOf(maps);
                foreach (var secret in container.Env.Select(variable => variable.ValueFrom.SecretKeyRef))
                {
                    Keys(manifests, secret.Name).ShouldContain(secret.Key, secret.Name);
                }

                foreach (var policy in manifests.Of<V1PodDisruptionBudget>().Where(budget => budget.Metadata.Name == name))
                {
                    policy.Spec.Selector.MatchLabels.ShouldBeSubsetOf(pod.Metadata.Labels);
                }
            }

            foreach (var service in manifests.Of<V1Service>())
            {
                var ports = manifests.Pods.Single(pod =>
                    service.Spec.Selector.All(
                        label => pod.Pod.Metadata.Labels.Contains(label))).Pod.Spec.Containers.Single().Ports.Select(port => port.Name)
                    .ToArray();
                service.Spec.Ports.Select(port => port.TargetPort.Value).ShouldBeSubsetOf(ports);
            }
        }
    }

    [Fact]
    public async Task Nothing_comes_in_or_goes_out_that_no_policy_allows()
    {
        foreach (var manifests in await All())
        {
            var all = manifests.Of<V1NetworkPolicy>().Single(policy => policy.Metadata.Name == "deny-all");
            all.Spec.PodSelector.MatchLabels.ShouldBeNull();
            all.Spec.PolicyTypes.ShouldBe(["Ingress", "Egress"]);
            all.Spec.Ingress.ShouldBeNull();
            all.Spec.Egress.ShouldBeNull();
            manifests.Of<V1NetworkPolicy>()
                .SelectMany(policy => policy.Spec.Ingress ?? [])
                .Where(rule => rule.FromProperty is null)
                .ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Images_have_a_version_and_configuration_maps_only_settings_that_are_documented()
    {
        var known = Kustomization.Read("docs/settings.md") + Kustomization.Read("docs/tasks.md") + Kustomization.Read(
            "docs/operations/tracing.md");
        foreach (var manifests in await All())
        {
            manifests.Pods.SelectMany(pod => pod.Pod.Spec.Containers)
                .Select(container => container.Image)
                .Where(image => !Version.IsMatch(image))
                .ShouldBeEmpty();
            manifests.Of<V1ConfigMap>()
                .SelectMany(map => map.Data.Keys)
                .Where(key => !known.Contains($"`{key.Replace("__", ":", StringComparison.Ordinal)}`", StringComparison.Ordinal))
                .ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Scaling_by_queue_length_takes_the_place_of_scaling_by_processor_and_finds_the_secret()
    {
        var manifests = await WithComponents();
        var secret = manifests.Of<V1Secret>().Single().Metadata.Name;

        manifests.Of<V2HorizontalPodAutoscaler>()
            .Select(scaler => scaler.Metadata.Name)
            .ShouldBe(["producer", "statusquery"], ignoreOrder: true);
        secret.ShouldStartWith("messaging-secrets-");
        var references = (List<object>)manifests.Foreign.Single(item => item.Kind == "TriggerAuthentication").Spec!["secretTargetRef"];
        ((Dictionary<object, object>)references.Single())["name"].ShouldBe(secret);
    }

    private static async Task<IReadOnlyList<Manifests>> All() =>
        [
            Manifests.Read(await Kustomization.Render(Development)),
            Manifests.Read(await Kustomization.Render(Production)),
            await WithComponents(),
        ];

    // As who takes the example's offer: both components that are named there.
    private static async Task<Manifests> WithComponents() => Manifests.Read(await Kustomization.Render(Production, copy =>
        Replace(copy, $"{Production}/kustomization.yaml", "# components:", "components:", "#   - ", "  - ")));

    /// <summary>What a secret holds: one that is not made here has the keys of the example.</summary>
    private static IEnumerable<string> Keys(Manifests manifests, string secret) =>
        manifests.Of<V1Secret>().SingleOrDefault(candidate => candidate.Metadata.Name == secret)?.Data?.Keys
        ?? (secret == "messaging-secrets" ? ["rabbitmq", "redis", "api-key"] : []);

    private static void Replace(DirectoryInfo copy, string path, params IReadOnlyList<string> pairs)
    {
        var file = Path.Combine(copy.FullName, path);
        var text = File.ReadAllText(file);
        for (var pair = 0; pair < pairs.Count; pair += 2)
        {
            text.ShouldContain(pairs[pair]);
            text = text.Replace(pairs[pair], pairs[pair + 1], StringComparison.Ordinal);
        }

        File.WriteAllText(file, text);
    }

    [GeneratedRegex(@"^[a-z/-]+:(?!latest$)[\w.-]+$")]
    private static partial Regex Version { get; }
}
