using Messaging.Contracts;
using Messaging.Hosting.Validation;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Hosting.Tests.Validation;

public sealed class KnownTaskTypesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CountedCatalog _catalog = new();
    private readonly KnownTaskTypes _types;

    public KnownTaskTypesTests() => _types = new KnownTaskTypes(_catalog, _clock);

    [Fact]
    public async Task As_long_as_no_worker_has_told_of_any_type_every_name_is_allowed()
    {
        var lookup = await Find("anything");

        lookup.IsKnown.ShouldBeTrue();
        lookup.Type.ShouldBeNull();
    }

    [Fact]
    public async Task While_the_store_is_away_from_the_beginning_every_name_is_allowed()
    {
        _catalog.IsAway = true;

        (await Find("anything")).IsKnown.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_known_is_read_once_a_second()
    {
        _catalog.Types = [new TaskType { Name = "math.add", MaxAttempts = 1 }];
        (await Find("math.add")).Type!.MaxAttempts.ShouldBe(1);
        _catalog.Types = [new TaskType { Name = "math.add", MaxAttempts = 2 }];

        _clock.Advance(TimeSpan.FromMilliseconds(999));
        (await Find("math.add")).Type!.MaxAttempts.ShouldBe(1);
        _catalog.Reads.ShouldBe(1);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await Find("math.add")).Type!.MaxAttempts.ShouldBe(2);
        _catalog.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task A_name_that_a_worker_has_just_told_of_is_not_refused_from_memory()
    {
        _catalog.Types = [new TaskType { Name = "math.add" }];
        await Find("math.add");
        _catalog.Types = [new TaskType { Name = "math.add" }, new TaskType { Name = "math.sub" }];
        _clock.Advance(TimeSpan.FromMilliseconds(50));

        (await Find("math.sub")).IsKnown.ShouldBeTrue();
    }

    [Fact]
    public async Task A_thousand_unknown_names_at_once_cost_two_readings()
    {
        _catalog.Types = [new TaskType { Name = "math.add" }];
        await Find("math.add");
        _clock.Advance(TimeSpan.FromMilliseconds(50));

        for (var i = 0; i < 1000; i++)
        {
            (await Find($"math.{i}")).IsKnown.ShouldBeFalse();
        }

        _catalog.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task A_store_that_is_away_is_waited_for_once_a_second()
    {
        _catalog.IsAway = true;
        for (var i = 0; i < 1000; i++)
        {
            await Find("anything");
        }

        _catalog.Reads.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Find("anything");
        _catalog.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task While_the_store_is_away_what_was_last_known_counts()
    {
        _catalog.Types = [new TaskType { Name = "math.add" }];
        await Find("math.add");
        _catalog.IsAway = true;
        _clock.Advance(TimeSpan.FromHours(1));

        (await Find("math.add")).Type.ShouldNotBeNull();
        (await Find("math.sub")).IsKnown.ShouldBeFalse();
    }

    [Fact]
    public async Task The_three_nearest_names_are_suggested_nearest_first()
    {
        string[] names = ["text.join", "math.sub", "math.add", "math.and", "email.send"];
        _catalog.Types = [.. names.Select(name => new TaskType { Name = name })];

        var lookup = await Find("math.ad");

        lookup.IsKnown.ShouldBeFalse();
        lookup.Nearest.ShouldBe(["math.add", "math.and", "math.sub"]);
    }

    private Task<TaskTypeLookup> Find(string name) => _types.Find(name, CancellationToken.None);

    private sealed class CountedCatalog : ITaskCatalog
    {
        public IReadOnlyList<TaskType> Types { get; set; } = [];

        public bool IsAway { get; set; }

        public int Reads { get; private set; }

        public Task Register(IReadOnlyList<TaskType> types, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<TaskType>> List(CancellationToken cancellationToken)
        {
            Reads++;
            return IsAway ? Task.FromException<IReadOnlyList<TaskType>>(new TaskStoreUnavailableException()) : Task.FromResult(Types);
        }

        public Task RegisterQueues(IReadOnlyList<string> queues, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> ListQueues(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
