using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests.Kubernetes;

public sealed partial class ManifestFileTests
{
    private const string Producer = $"{Kustomization.Folder}/base/producer.yaml";

    public static TheoryData<string> ObjectFiles => [.. Kustomization.ObjectFiles];

    [Theory]
    [MemberData(nameof(ObjectFiles))]
    public void A_manifest_has_only_fields_that_Kubernetes_knows(string path) =>
        Manifests.Read(Kustomization.Read(path)).Count.ShouldBeGreaterThan(0);

    [Theory]
    [InlineData("readinessProbe:", "readynessProbe:")]
    [InlineData("    matchLabels:", "    matchLabel:")]
    [InlineData("periodSeconds: 5", "periodSeconds: often")]
    [InlineData("memory: 256Mi", "memory: plenty")]
    [InlineData("targetPort: http", "targetPorts: http")]
    public void A_field_that_does_not_exist_or_has_a_value_of_another_kind_is_found(string right, string wrong)
    {
        var text = Kustomization.Read(Producer);
        text.ShouldContain(right);

        Should.Throw<Exception>(() => Manifests.Read(text.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_manifest_is_in_the_kustomization_of_its_folder() =>
        Kustomization.ObjectFiles.Where(path =>
            !Kustomization.Read($"{path[..path.LastIndexOf('/')]}/kustomization.yaml")
                .Contains($"- {Path.GetFileName(path)}", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void No_secret_has_a_value_in_the_repository()
    {
        Kustomization.ObjectFiles.Where(path => Kustomization.Read(path).Contains("kind: Secret", StringComparison.Ordinal))
            .ShouldBeEmpty();
        string[] examples = [.. Repository.Files("*.example", Kustomization.Folder)];
        examples.ShouldNotBeEmpty();
        examples.SelectMany(path => File.ReadLines(Path.Combine(Repository.Root, path)))
            .Where(line => !EmptyValue.IsMatch(line))
            .ShouldBeEmpty();
        examples.Where(path =>
            !File.ReadAllLines(Path.Combine(Repository.Root, Path.GetDirectoryName(path)!, ".gitignore"))
                .Contains(Path.GetFileNameWithoutExtension(path)))
            .ShouldBeEmpty();
    }

    [GeneratedRegex("^[a-z-]+=$")]
    private static partial Regex EmptyValue { get; }
}
