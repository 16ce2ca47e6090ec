namespace Messaging.EndToEnd.Tests.Processes;

/// <summary>Where things are.</summary>
internal static class Repository
{
    /// <summary>The directory of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program of a service, as built together with this test.</summary>
    public static string Program(string service)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.Combine(Root, "artifacts", "bin", $"Messaging.{service}.Service", configuration, $"Messaging.{service}.Service.dll");
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
