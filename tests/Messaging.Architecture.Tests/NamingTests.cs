namespace Messaging.Architecture.Tests;

public sealed class NamingTests
{
    /// <summary>Names that say where something was put down, not what it is.</summary>
    private static readonly string[] Vague = ["Common", "Shared", "Utils", "Helpers", "Manager", "Models", "Dtos"];

    /// <summary>Names that a reader takes for the framework's.</summary>
    private static readonly string[] Colliding = ["TaskStatus", "TaskScheduler", "TaskExtensions"];

    private static readonly string[] MessageSuffixes = ["Dto", "Event", "Command", "Message"];

    [Fact]
    public void No_file_or_folder_has_a_name_that_says_nothing() =>
        Repository.Files("*", "contracts", "libraries", "services", "tests", "bench")
            .Where(path => path.Split('/', '.').Any(part => Vague.Contains(part) || Colliding.Contains(part)))
            .ShouldBeEmpty();

    [Fact]
    public void No_type_has_a_name_that_says_nothing() =>
        Types()
            .Where(type => Vague.Any(name => type.Name.EndsWith(name, StringComparison.Ordinal)) || Colliding.Contains(type.Name))
            .Select(type => $"{type.Name} in {type.Path}")
            .ShouldBeEmpty();

    [Fact]
    public void No_type_is_named_like_a_task_type_of_the_framework()
    {
        var taken = typeof(Task).Assembly.GetExportedTypes()
            .Concat(typeof(System.Threading.Tasks.Parallel).Assembly.GetExportedTypes())
            .Where(type => type.Namespace == typeof(Task).Namespace)
            .Select(type => type.Name.Split('`')[0])
            .ToHashSet();

        taken.ShouldContain("TaskScheduler");
        Types().Where(type => taken.Contains(type.Name)).Select(type => $"{type.Name} in {type.Path}").ShouldBeEmpty();
    }

    [Fact]
    public void No_contract_says_that_it_is_a_message() =>
        Repository.Delivered.Where(file => file.Path.StartsWith("contracts/", StringComparison.Ordinal))
            .SelectMany(file => file.TopLevelTypes)
            .Where(type => MessageSuffixes.Any(suffix => type.EndsWith(suffix, StringComparison.Ordinal)))
            .ShouldBeEmpty();

    [Fact]
    public void A_file_is_named_after_its_first_type() =>
        Repository.Delivered
            .Where(file => file.TopLevelTypes.FirstOrDefault() is { } first && Path.GetFileName(file.Path).Split('.', '{')[0] != first)
            .Select(file => $"{file.Path} holds {string.Join(", ", file.TopLevelTypes)}")
            .ShouldBeEmpty();

    private static IEnumerable<(string Name, string Path)> Types() =>
        Repository.All.SelectMany(file => file.Types.Select(type => (type, file.Path)));
}
