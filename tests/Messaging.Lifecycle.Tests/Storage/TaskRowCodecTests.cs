using System.Reflection;
using System.Text;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Storage;

public sealed class TaskRowCodecTests
{
    /// <summary>A row as the first release stored it: whatever changes, it must be read.</summary>
    private static readonly byte[] Golden = File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "Storage", "Rows", "first-release.row"))
        .AsSpan()
        .TrimEnd((byte)'\n')
        .ToArray();

    [Fact]
    public void A_full_row_is_read_back()
    {
        var row = TaskRowCodec.Decode(Told.Id, TaskRowCodec.Encode(Full(), 7)).ShouldNotBeNull();

        ShouldSayTheSame(row, Full());
        row.Version.ShouldBe(7);
        TaskRowCodec.Encode(row, 7).ShouldBe(TaskRowCodec.Encode(Full(), 7));
    }

    [Fact]
    public void The_full_row_leaves_no_member_at_its_default()
    {
        var full = Full();

        foreach (
            var property in typeof(TaskSaga)
                .GetProperties()
                .Where(property => property.CanWrite && property.Name != nameof(TaskSaga.Version)))
        {
            property.GetValue(full)
                .ShouldNotBe(property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null, property.Name);
        }
    }

    [Fact]
    public void The_beginning_of_a_row_tells_all_of_it_but_arguments_and_result_however_large_these_are()
    {
        var large = JsonSerializer.SerializeToElement(new { text = new string('x', 100_000) });
        var full = Full();
        (full.Arguments, full.Result) = (large, large);
        var length = TaskRowCodec.Encode(full, 7).Length - 200_000;

        var summary = TaskRowCodec.ReadSummary(Told.Id, TaskRowCodec.Encode(full, 7)[..length], length)
            .ShouldBeOfType<Reading<TaskRow>.Found>().Value.Task;

        (summary.Arguments, summary.Result, summary.Version, summary.State).ShouldBe((null, null, 7, full.State));
        (summary.Arguments, summary.Result) = (full.Arguments, full.Result);
        ShouldSayTheSame(summary, full);
    }

    [Fact]
    public void What_was_read_without_arguments_and_result_cannot_be_written()
    {
        var row = TaskRowCodec.Encode(Full(), 7);
        var length = row.Length - 1;

        var summary = TaskRowCodec.ReadSummary(Told.Id, row[..length], length).ShouldBeOfType<Reading<TaskRow>.Found>().Value.Task;

        Should.Throw<InvalidOperationException>(() => TaskRowCodec.Encode(summary, 8));
    }

    [Fact]
    public void A_row_that_is_whole_is_read_whole()
    {
        var row = TaskRowCodec.Encode(Full(), 7);

        ShouldSayTheSame(
            TaskRowCodec.ReadSummary(Told.Id, row, row.Length + 1).ShouldBeOfType<Reading<TaskRow>.Found>().Value.Task, Full());
        TaskRowCodec.ReadSummary(Told.Id, null, 4096).ShouldBeOfType<Reading<TaskRow>.Missing>().IsGone.ShouldBeFalse();
        TaskRowCodec.ReadSummary(Told.Id, TaskRowCodec.EncodeTombstone(3, 1), 4096)
            .ShouldBeOfType<Reading<TaskRow>.Missing>().IsGone.ShouldBeTrue();
    }

    [Fact]
    public void A_beginning_that_does_not_tell_all_is_known_for_that()
    {
        var row = TaskRowCodec.Encode(Full(), 7);
        var arguments = Encoding.UTF8.GetString(row).IndexOf(",\"arguments\"", StringComparison.Ordinal);

        for (var length = TaskHeader.Length; length < arguments; length++)
        {
            TaskRowCodec.ReadSummary(Told.Id, row[..length], length).ShouldBeNull();
        }

        // The first release has arguments before attempts.
        TaskRowCodec.ReadSummary(Told.Id, Golden[..^10], Golden.Length - 10).ShouldBeNull();
    }

    [Fact]
    public void A_row_stored_by_the_first_release_is_read_as_it_was_meant() =>
        ShouldSayTheSame(TaskRowCodec.Decode(Told.Id, Golden).ShouldNotBeNull(), FirstRelease());

    [Fact]
    public void What_a_later_release_adds_changes_nothing_and_is_kept_wherever_it_is()
    {
        const string Added = "\"addedLater\":{\"a\":[1]},";
        var json = Encoding.UTF8.GetString(Golden.AsSpan(TaskHeader.Length)).Replace("{", "{" + Added, StringComparison.Ordinal);
        // Arguments and results belong to callers: nothing of ours is added there.
        json = json.Replace(Added + "\"left\"", "\"left\"", StringComparison.Ordinal)
            .Replace(Added + "\"sum\"", "\"sum\"", StringComparison.Ordinal);

        var row = TaskRowCodec.Decode(Told.Id, [.. Golden.AsSpan(0, TaskHeader.Length), .. Encoding.UTF8.GetBytes(json)]).ShouldNotBeNull();

        ShouldSayTheSame(row, FirstRelease());
        var written = Encoding.UTF8.GetString(TaskRowCodec.Encode(row, 1).AsSpan(TaskHeader.Length));
        written.Split(Added.TrimEnd(',')).Length.ShouldBe(json.Split(Added).Length);
    }

    [Fact]
    public void What_an_earlier_release_did_not_know_takes_its_default()
    {
        var row = TaskRowCodec.Decode(Told.Id, Encoding.ASCII.GetBytes("1000000010001Q0 {\"state\":4}")).ShouldNotBeNull();

        row.State.ShouldBe(TaskState.Queued);
        row.Attempts.ShouldBeEmpty();
        row.Name.ShouldBeNull();
    }

    [Fact]
    public async Task Whatever_is_at_its_default_inside_a_row_can_be_read_again()
    {
        var fixture = new LedgerFixture();
        await fixture.Apply(
            Told.Canceled(attempt: 0),
            Messaging.Lifecycle.Ledger.TaskEvent.Of(new TaskAttemptFailed
            {
                TaskId = Told.Id,
                Attempt = 1,
                FinishedAt = Told.Start,
                Worker = null!,
                Error = new TaskError { Type = null!, Message = null! },
            }),
            Told.Progressed(0, attempt: 0));

        var row = await fixture.Row();

        row.Attempts.Select(attempt => attempt.Number).ShouldBe([0, 1]);
        row.State.ShouldBe(TaskState.Failed);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"text":"half a pair: \ud800"}""")]
    [InlineData("""[" \\ \" \\\" ",{"a b":"c\td"}]""")]
    [InlineData("\"\u00e4 \u2713 \U0001F600\"")]
    [InlineData("[1.0,1E+5,-0,12345678901234567890.123456789]")]
    public async Task Arguments_and_results_are_stored_as_they_came(string json)
    {
        var fixture = new LedgerFixture();
        var indented = json.Replace("{", "{\r\n\t ", StringComparison.Ordinal)
            .Replace("]", " \n]", StringComparison.Ordinal)
            .Replace("\":", "\" : ", StringComparison.Ordinal);

        await fixture.Apply(Told.Submitted(arguments: indented), Told.Succeeded(result: indented));

        var row = await fixture.Row();
        row.Arguments?.GetRawText().ShouldBe(json);
        row.Result?.GetRawText().ShouldBe(json);
        (row.Arguments is null).ShouldBe(json == "null");
    }

    [Fact]
    public async Task Arguments_as_deep_as_a_message_may_be_are_stored_and_read()
    {
        var deep = new string('[', 64) + new string(']', 64);

        var row = await LedgerFixture.RowAfter(Told.Submitted(arguments: deep), Told.Enqueued());

        row.Arguments!.Value.GetRawText().ShouldBe(deep);
    }

    [Fact]
    public void A_tombstone_is_a_header_alone_and_is_read_as_nothing()
    {
        var tombstone = TaskRowCodec.EncodeTombstone(9, 3);

        Encoding.ASCII.GetString(tombstone).ShouldBe("1000000090003x0 ");
        TaskRowCodec.Decode(Told.Id, tombstone).ShouldBeNull();
    }

    [Theory]
    [InlineData("1000000010001Q0 ")]
    [InlineData("1000000010001Q0 null")]
    [InlineData("1000000010001Q0 {")]
    [InlineData("1000000010001Q0 []")]
    public void A_header_without_a_row_behind_it_is_refused(string row) =>
        Should.Throw<JsonException>(() => TaskRowCodec.Decode(Told.Id, Encoding.ASCII.GetBytes(row)));

    [Fact]
    public void Rows_say_the_same_when_only_their_versions_differ()
    {
        var one = TaskRowCodec.Encode(Full(), 1);
        var changed = Full();
        changed.Cancel = null;

        TaskRowCodec.SaysTheSame(one, TaskRowCodec.Encode(Full(), uint.MaxValue)).ShouldBeTrue();
        TaskRowCodec.SaysTheSame(one, TaskRowCodec.Encode(changed, 1)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_finished_small_task_takes_less_than_half_a_kilobyte()
    {
        var fixture = new LedgerFixture();
        await fixture.Apply(
            Told.Submitted(), Told.Enqueued(), Told.Started(name: "math.add", queue: "default", maxAttempts: 10), Told.Succeeded());

        (await fixture.Stored())!.Length.ShouldBeLessThan(512);
    }

    /// <summary>Every member. What the first release did not know is set here.</summary>
    private static TaskSaga Full()
    {
        var row = FirstRelease();
        row.Key = "customer 7";
        row.TraceState = "vendor=1";
        row.Attempts[0].TraceParent = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";
        row.ArgumentsAttempt = 2;
        row.LatestCancel = new CancelRequest(Told.At(4), "bob", null);
        row.Reschedule = new RescheduleRequest(2, Told.At(4), Told.At(5), "bob");
        row.Replay = new ReplayRequest(2, Told.At(4), "bob", "fixed");
        row.Attempts[1].RepeatedStarts = [new RepeatedStart(Told.At(4.5), "w3", 1)];
        row.Attempts[1].ClaimedUntil = Told.At(60);
        row.Attempts[1].ClaimedBy = "w3";
        return row;
    }

    /// <summary>What the stored row of the first release says; never to be changed.</summary>
    private static TaskSaga FirstRelease() => new()
    {
        CorrelationId = Told.Id,
        CurrentState = (int)TaskState.Succeeded,
        Attempt = 2,
        Rank = TaskRank.Succeeded,
        Name = "math.add",
        Queue = "slow",
        Arguments = Told.Json("""{"left":1}"""),
        SubmittedAt = Told.Start,
        DueAt = Told.At(1),
        ExpiresAt = Told.At(1000),
        Retry = new RetryOverride { MaxAttempts = 3, BaseDelay = TimeSpan.FromSeconds(2), MaxDelay = TimeSpan.FromHours(1) },
        TimeLimit = TimeSpan.FromMinutes(30),
        Tags = ["one", "two"],
        Fingerprint = "f00d",
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        EnqueuedAttempt = 2,
        Deferrals = 1,
        MaxAttempts = 3,
        Attempts =
        [
            new AttemptRecord
            {
                Number = 1,
                Worker = "w1",
                StartedAt = Told.At(2),
                FinishedAt = Told.At(3),
                Outcome = TaskRank.Retrying,
                Error = new TaskError { Type = "boom", Message = "Boom", Stack = "at Boom" },
                Reason = "reason",
            },
            new AttemptRecord
            {
                Number = 2,
                Worker = "w2",
                StartedAt = Told.At(4),
                FinishedAt = Told.At(5.125),
                Outcome = TaskRank.Succeeded,
            },
        ],
        Progress = new ProgressRecord(2, 9, 99.5, "almost"),
        ResultAttempt = 2,
        Result = Told.Json("""{"sum":3}"""),
        Cancel = new CancelRequest(Told.At(3), "ann", "late"),
    };

    private static void ShouldSayTheSame(TaskSaga row, TaskSaga expected)
    {
        foreach (
            var property in typeof(TaskSaga)
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite && property.Name != nameof(TaskSaga.Version)))
        {
            Show(property.GetValue(row)).ShouldBe(Show(property.GetValue(expected)), property.Name);
        }
    }

    private static string Show(object? value) => JsonSerializer.Serialize(value);
}
