using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Catalog;

namespace Messaging.TestSupport.Catalog;

/// <summary>The law of <see cref="ITaskCatalog"/>. An adapter's tests derive from this class.</summary>
public abstract class TaskCatalogContract
{
    /// <summary>An empty catalog that no other catalog of the run can see.</summary>
    protected abstract Task<ITaskCatalog> CreateCatalog();

    [Fact]
    public async Task A_new_catalog_is_empty()
    {
        var catalog = await CreateCatalog();

        (await catalog.List(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Queues_are_kept_however_often_they_are_told_of()
    {
        var catalog = await CreateCatalog();
        (await catalog.ListQueues(CancellationToken.None)).ShouldBeEmpty();

        await catalog.RegisterQueues(["mail", "etl"], CancellationToken.None);
        await catalog.RegisterQueues(["etl"], CancellationToken.None);
        await catalog.RegisterQueues([], CancellationToken.None);

        (await catalog.ListQueues(CancellationToken.None)).ShouldBe(["mail", "etl"], ignoreOrder: true);
    }

    [Fact]
    public async Task All_that_is_known_of_a_task_type_is_kept()
    {
        var catalog = await CreateCatalog();
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{"left":{"type":"integer","description":"ä ✓"}}}""");
        var type = new TaskType
        {
            Name = "math.add",
            Description = "Adds two numbers: ä ✓",
            ArgumentsSchema = schema.RootElement.Clone(),
            MaxAttempts = 3,
            TimeLimit = TimeSpan.FromMilliseconds(1500),
        };

        await catalog.Register([type], CancellationToken.None);

        var known = (await catalog.List(CancellationToken.None)).ShouldHaveSingleItem();
        JsonElement.DeepEquals(known.ArgumentsSchema!.Value, schema.RootElement).ShouldBeTrue();
        (known with { ArgumentsSchema = null }).ShouldBe(type with { ArgumentsSchema = null });
    }

    [Fact]
    public async Task What_is_not_known_of_a_task_type_stays_unknown()
    {
        var catalog = await CreateCatalog();

        await catalog.Register([new TaskType { Name = "math.add" }], CancellationToken.None);

        (await catalog.List(CancellationToken.None)).ShouldBe([new TaskType { Name = "math.add" }]);
    }

    [Fact]
    public async Task Task_types_are_listed_by_name_in_ordinal_order()
    {
        var catalog = await CreateCatalog();

        await catalog.Register(Types("b", "a.b", "B"), CancellationToken.None);
        await catalog.Register(Types("a", "a-b", "\u00e4"), CancellationToken.None);

        (await Names(catalog)).ShouldBe(["B", "a", "a-b", "a.b", "b", "\u00e4"]);
    }

    [Fact]
    public async Task A_task_type_that_is_registered_again_is_replaced_whole()
    {
        var catalog = await CreateCatalog();
        await catalog.Register(
            [new TaskType { Name = "math.add", Description = "Adds.", MaxAttempts = 3 }, .. Types("text.join")], CancellationToken.None);

        await catalog.Register([new TaskType { Name = "math.add", MaxAttempts = 5 }], CancellationToken.None);

        (await catalog.List(CancellationToken.None)).ShouldBe([new TaskType { Name = "math.add", MaxAttempts = 5 }, .. Types("text.join")]);
    }

    [Fact]
    public async Task Of_one_name_registered_twice_at_once_the_last_counts()
    {
        var catalog = await CreateCatalog();

        await catalog.Register(
            [new TaskType { Name = "math.add", MaxAttempts = 3 }, new TaskType { Name = "math.add", MaxAttempts = 5 }],
            CancellationToken.None);

        (await catalog.List(CancellationToken.None)).ShouldHaveSingleItem().MaxAttempts.ShouldBe(5);
    }

    [Fact]
    public async Task Registering_nothing_changes_nothing()
    {
        var catalog = await CreateCatalog();
        await catalog.Register(Types("math.add"), CancellationToken.None);

        await catalog.Register([], CancellationToken.None);

        (await Names(catalog)).ShouldBe(["math.add"]);
    }

    [Fact]
    public async Task Workers_that_register_at_the_same_time_are_all_heard()
    {
        var catalog = await CreateCatalog();
        string[] names = [.. Enumerable.Range(0, 32).Select(i => $"task.{i:00}")];

        await Task.WhenAll(names.Select(name => Task.Run(() => catalog.Register(Types(name), CancellationToken.None))));

        (await Names(catalog)).ShouldBe(names);
    }

    private static TaskType[] Types(params string[] names) => [.. names.Select(name => new TaskType { Name = name })];

    private static async Task<IEnumerable<string>> Names(ITaskCatalog catalog) =>
        (await catalog.List(CancellationToken.None)).Select(type => type.Name);
}
