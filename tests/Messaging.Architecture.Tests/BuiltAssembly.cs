using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Messaging.Architecture.Tests;

/// <summary>An assembly of ours as it was built: what its code uses, however it got there.</summary>
internal sealed record BuiltAssembly(string Name, IReadOnlyList<string> References)
{
    public static IReadOnlyList<BuiltAssembly> Delivered { get; } =
        [
            .. ProjectFile.Delivered.Select(project => Path.Combine(AppContext.BaseDirectory, $"{project.Name}.dll"))
                .Where(File.Exists)
                .Select(Read),
        ];

    private static BuiltAssembly Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return new BuiltAssembly(
            Path.GetFileNameWithoutExtension(path),
            [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))]);
    }
}
