using System.Globalization;
using System.Text.Json;
using Messaging.Tasks;

namespace Messaging.BundledTasks.Tests.Csv;

#pragma warning disable CA1001 // The test framework disposes of it through IAsyncLifetime.
public sealed class ImportCsvResumeTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly ImportBed _bed = new();
    private readonly Guid _id = Guid.NewGuid();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task What_a_cancelled_attempt_did_is_neither_lost_nor_done_twice()
    {
        _bed.WriteRows(95);
        using var stop = new CancellationTokenSource();

        var stopped = await _bed.Run(ImportBed.Arguments(), _id, attempt: 1, After(reports: 3, stop.Cancel), stop.Token);
        var half = Ids();
        var result = await _bed.Succeed(ImportBed.Arguments(), _id, attempt: 2);

        stopped.ShouldBeOfType<TaskOutcome.Stopped>();
        half.ShouldBe(Numbers(30));
        Ids().ShouldBe(Numbers(95));
        result.GetProperty("imported").GetInt64().ShouldBe(95);
    }

    [Fact]
    public async Task What_a_crashed_attempt_did_is_neither_lost_nor_done_twice()
    {
        _bed.WriteRows(95);

        (await _bed.Run(ImportBed.Arguments(), _id, attempt: 1, After(reports: 2, () => throw new IOException("The worker was killed."))))
            .ShouldBeRetried();
        // The same attempt again: what RabbitMQ does with a command that nobody acknowledged.
        (await _bed.Run(ImportBed.Arguments(), _id, attempt: 1, After(reports: 4, () => throw new IOException("The worker was killed."))))
            .ShouldBeRetried();
        Ids().ShouldBe(Numbers(60));
        await _bed.Succeed(ImportBed.Arguments(), _id, attempt: 2);

        Ids().ShouldBe(Numbers(95));
    }

    [Fact]
    public async Task Rejected_rows_are_reported_once_whichever_attempt_found_them()
    {
        _bed.Write(
            "id,name\n" + string.Concat(
                Enumerable.Range(1, 40).Select(id => id % 4 == 0 ? "bad\n" : string.Create(CultureInfo.InvariantCulture, $"{id},x\n"))));

        (await _bed.Run(ImportBed.Arguments(batchSize: 7), _id, attempt: 1, After(reports: 3, () => throw new IOException())))
            .ShouldBeRetried();
        var result = await _bed.Succeed(ImportBed.Arguments(batchSize: 7), _id, attempt: 2);

        result.GetProperty("imported").GetInt64().ShouldBe(30);
        result.GetProperty("rejected").GetInt64().ShouldBe(10);
        _bed.Read($"reports/{_id}.csv").Split('\n').Skip(1).SkipLast(1).Select(line => line.Split(',')[0])
            .ShouldBe(Enumerable.Range(1, 10).Select(index => (index * 4 + 1).ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task An_attempt_after_success_changes_nothing_and_returns_the_same()
    {
        _bed.Write("id,name\n1,Ann\n2\n");
        var first = await _bed.Succeed(ImportBed.Arguments(), _id, attempt: 1);
        var report = _bed.Read($"reports/{_id}.csv");
        File.Delete(Path.Combine(_bed.Data, "in.csv"));

        var second = await _bed.Succeed(ImportBed.Arguments(), _id, attempt: 2);

        JsonElement.DeepEquals(second, first).ShouldBeTrue();
        Ids().ShouldBe(["1"]);
        _bed.Read($"reports/{_id}.csv").ShouldBe(report);
    }

    [Fact]
    public async Task Another_task_imports_the_same_file_again()
    {
        _bed.WriteRows(3);

        await _bed.Succeed(ImportBed.Arguments());
        await _bed.Succeed(ImportBed.Arguments());

        _bed.Query("SELECT count(*) FROM people").ShouldBe(["6"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_attempt_that_still_runs_writes_nothing_once_a_later_one_has_begun(int laterAttempt)
    {
        _bed.WriteRows(50);
        using var laterIsDone = new SemaphoreSlim(0);
        using var earlierWaits = new SemaphoreSlim(0);
        // The handler reports on its own thread, so it stands still until the other has run.
        var earlier = _bed.Run(ImportBed.Arguments(), _id, attempt: 1, After(reports: 2, () =>
        {
            earlierWaits.Release();
            laterIsDone.Wait();
        }));
        await earlierWaits.WaitAsync();

        var later = await _bed.Run(ImportBed.Arguments(), _id, laterAttempt);
        laterIsDone.Release();

        later.ShouldSucceed();
        (await earlier).ShouldBeRetried().Message.ShouldContain("Another run of this task");
        Ids().ShouldBe(Numbers(50));
    }

    [Fact]
    public async Task An_attempt_that_comes_after_a_later_one_has_begun_does_not_start()
    {
        _bed.WriteRows(50);
        (await _bed.Run(ImportBed.Arguments(), _id, attempt: 3, After(reports: 2, () => throw new IOException()))).ShouldBeRetried();

        (await _bed.Run(ImportBed.Arguments(), _id, attempt: 2)).ShouldBeRetried().Message.ShouldContain("Another run of this task");

        Ids().ShouldBe(Numbers(20));
    }

    [Fact]
    public async Task A_file_that_has_changed_between_attempts_is_not_mixed_with_its_former_self()
    {
        _bed.WriteRows(50);
        (await _bed.Run(ImportBed.Arguments(), _id, attempt: 1, After(reports: 2, () => throw new IOException()))).ShouldBeRetried();
        _bed.WriteRows(60);

        (await _bed.Run(ImportBed.Arguments(), _id, attempt: 2)).ShouldFailForGood().Message.ShouldContain("has changed");

        Ids().ShouldBe(Numbers(20));
    }

    [Fact]
    public async Task What_is_remembered_of_imports_is_forgotten_after_two_months()
    {
        _bed.WriteRows(3);
        await _bed.Succeed(ImportBed.Arguments());
        _bed.Tasks.Clock.Advance(TimeSpan.FromDays(61));

        await _bed.Succeed(ImportBed.Arguments(), _id);

        _bed.Query("SELECT task FROM _messaging_imports").ShouldBe([_id.ToString()]);
    }

    private static Action<TaskProgress> After(int reports, Action action) => _ =>
    {
        if (--reports == 0)
        {
            action();
        }
    };

    private static string[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(id => id.ToString(CultureInfo.InvariantCulture))];

    private string[] Ids() => _bed.Query("SELECT id FROM people ORDER BY CAST(id AS INTEGER)");
}
