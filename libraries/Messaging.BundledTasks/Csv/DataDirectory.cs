using Messaging.Tasks;
using Microsoft.Extensions.Options;

namespace Messaging.BundledTasks.Csv;

/// <summary>The one directory in which tasks read and write files.</summary>
internal sealed class DataDirectory(IOptions<ImportCsvOptions> options)
{
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Value.DataDirectory));

    /// <summary>The full path of a file that an argument names.</summary>
    /// <exception cref="InvalidArgumentsException">It is outside of the directory, or a symbolic link is on the way to it.</exception>
    public string Resolve(string path, string argument)
    {
        if (Path.IsPathRooted(path) || path.Any(char.IsControl))
        {
            throw new InvalidArgumentsException($"'{argument}': It must be relative to the data directory.");
        }

        var full = Path.GetFullPath(Path.Combine(_root, path));
        if (!full.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new InvalidArgumentsException($"'{argument}': It must be within the data directory.");
        }

        RefuseLinks(full, argument);
        return full;
    }

    // What a link points to may change after any check of it, so there are none; the directory itself may be one.
    private void RefuseLinks(string full, string argument)
    {
        for (var current = full; current.Length > _root.Length; current = Path.GetDirectoryName(current)!)
        {
            if (new FileInfo(current).LinkTarget is not null)
            {
                throw new InvalidArgumentsException($"'{argument}': It must not lead through a symbolic link.");
            }
        }
    }
}
