using System.Diagnostics;

namespace Messaging.Architecture.Tests.Kubernetes;

/// <summary>The manifests under <c>infra/k8s</c>, as files and as kubectl renders them.</summary>
internal static class Kustomization
{
    public const string Folder = "infra/k8s";

    /// <summary>Files that hold objects of Kubernetes itself, by path from the root.</summary>
    public static IReadOnlyList<string> ObjectFiles { get; } =
        [
            .. Repository.Files("*.yaml", Folder)
                .Where(path => Path.GetFileName(path) is not ("kustomization.yaml" or "name-reference.yaml")),
        ];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    /// <summary>Renders an overlay, with secrets made of the examples beside it.</summary>
    /// <param name="overlay">Its path below <see cref="Folder"/>.</param>
    /// <param name="change">What to change in the copy that is rendered.</param>
    public static async Task<string> Render(string overlay, Action<DirectoryInfo>? change = null)
    {
        var copy = Directory.CreateTempSubdirectory("messaging-k8s-");
        try
        {
            foreach (var path in Repository.Files("*", Folder))
            {
                var target = Path.Combine(copy.FullName, Path.GetRelativePath(Folder, path));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(
                    Path.Combine(Repository.Root, path),
                    target.EndsWith(".example", StringComparison.Ordinal) ? target[..^".example".Length] : target,
                    overwrite: true);
            }

            change?.Invoke(copy);
            return await Run(Path.Combine(copy.FullName, overlay));
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static async Task<string> Run(string folder)
    {
        using var process = Process.Start(
            new ProcessStartInfo("kubectl", ["kustomize", folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        return output;
    }
}
