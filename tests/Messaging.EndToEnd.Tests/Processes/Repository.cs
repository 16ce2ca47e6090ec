namespace Messaging.EndToEnd.Tests.Processes;

/// <summary>Where things are.</summary>
internal static class Repository
{
    /// <summary>The directory of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program of a service, as built together with this test.</summary>
    public static string Service(string name) => Program($"Messaging.{name}.Service");

    /// <summary>The program of a sample, as built together with this test.</summary>
    public static string Sample(string name) => Program($"Messaging.Samples.{name}");

    private static string Program(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.Combine(Root, "artifacts", "bin", project, configuration, $"{project}.dll");
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Messaging.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException($"No Messaging.sln above {AppContext.BaseDirectory}.");
        }

        return directory.FullName;
    }
}
