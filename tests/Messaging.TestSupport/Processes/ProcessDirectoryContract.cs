using Messaging.Lifecycle.Processes;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.TestSupport.Processes;

/// <summary>The law of <see cref="IProcessDirectory"/>. An adapter's tests derive from this class.</summary>
public abstract class ProcessDirectoryContract
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    /// <summary>The time of the directories.</summary>
    protected FakeTimeProvider Clock { get; } = new();

    /// <summary>An empty directory that no other directory of the run can see, as one or more processes see it.</summary>
    protected abstract IReadOnlyList<IProcessDirectory> CreateDirectories();

    [Fact]
    public async Task All_that_a_process_told_is_known_to_every_process()
    {
        var directories = CreateDirectories();
        var told = new ProcessAnnouncement("b \u00e4", ["producer", "status-query"], "1.2.3", ["one", "two"]);

        await directories[0].Announce(told, CancellationToken.None);
        await directories[^1].Announce(Of("a"), CancellationToken.None);

        foreach (var directory in directories)
        {
            var living = await directory.Living(CancellationToken.None);
            living.Select(process => process.Id).ShouldBe(["a", "b \u00e4"]);
            (living[1].Version, string.Join(',', living[1].Services), string.Join(',', living[1].Reads))
                .ShouldBe(("1.2.3", "producer,status-query", "one,two"));
        }
    }

    [Fact]
    public async Task A_process_lives_as_long_as_it_is_heard_of()
    {
        var directory = CreateDirectories()[0];
        await directory.Announce(Of("silent"), CancellationToken.None);
        await directory.Announce(Of("heard"), CancellationToken.None);
        Clock.Advance(IProcessDirectory.Life - Instant);
        (await Living(directory)).ShouldBe(["heard", "silent"]);

        await directory.Announce(Of("heard"), CancellationToken.None);
        Clock.Advance(Instant);

        (await Living(directory)).ShouldBe(["heard"]);
        Clock.Advance(IProcessDirectory.Life - Instant);
        (await Living(directory)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_says_so_is_gone_at_once_and_may_come_back()
    {
        var directory = CreateDirectories()[0];
        await directory.Announce(Of("a"), CancellationToken.None);
        await directory.Announce(Of("b"), CancellationToken.None);

        await directory.Withdraw("a", CancellationToken.None);
        await directory.Withdraw("never heard of", CancellationToken.None);

        (await Living(directory)).ShouldBe(["b"]);
        await directory.Announce(Of("a"), CancellationToken.None);
        (await Living(directory)).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task The_latest_word_counts()
    {
        var directory = CreateDirectories()[0];
        await directory.Announce(Of("a") with { Reads = ["one"] }, CancellationToken.None);

        await directory.Announce(Of("a") with { Reads = [] }, CancellationToken.None);

        (await directory.Living(CancellationToken.None)).ShouldHaveSingleItem().Reads.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_lives_where_nobody_has_told_anything() => (await Living(CreateDirectories()[0])).ShouldBeEmpty();

    private static ProcessAnnouncement Of(string id) => new(id, ["producer"], null, []);

    private static async Task<string[]> Living(IProcessDirectory directory) =>
        [.. (await directory.Living(CancellationToken.None)).Select(process => process.Id)];
}
