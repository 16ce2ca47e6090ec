using Messaging.Contracts;
using Messaging.Lifecycle.Logs;

namespace Messaging.TestSupport.Logs;

/// <summary>The law of <see cref="ITaskLogs"/>. An adapter's tests derive from this class.</summary>
public abstract class TaskLogsContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly Guid _task = Guid.NewGuid();

    /// <summary>Logs that no others of the run can see, with no lines.</summary>
    protected abstract Task<ITaskLogs> CreateLogs();

    [Fact]
    public async Task All_of_a_line_is_kept()
    {
        var logs = await CreateLogs();
        var line = Line(1, 1) with { Message = "fetched 3 of 5: ä ✓\n" };

        await logs.Append([line], CancellationToken.None);

        (await Read(logs)).ShouldBe([line]);
        (await logs.Read(Guid.NewGuid(), default, 10, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Lines_are_read_by_attempt_and_sequence_in_whatever_order_and_however_often_they_came()
    {
        var logs = await CreateLogs();

        await logs.Append([Line(2, 1), Line(1, 10), Line(1, 2)], CancellationToken.None);
        await logs.Append([Line(1, 2), Line(1, 1), Line(2, 1) with { TaskId = Guid.NewGuid() }], CancellationToken.None);

        (await Read(logs)).ShouldBe([Line(1, 1), Line(1, 2), Line(1, 10), Line(2, 1)]);
    }

    [Fact]
    public async Task Reading_goes_on_behind_a_line()
    {
        var logs = await CreateLogs();
        await logs.Append([Line(1, 1), Line(1, 2), Line(1, 3), Line(2, 1)], CancellationToken.None);

        (await logs.Read(_task, new LogCursor(1, 1), 2, CancellationToken.None)).ShouldBe([Line(1, 2), Line(1, 3)]);
        (await logs.Read(_task, new LogCursor(1, 3), 2, CancellationToken.None)).ShouldBe([Line(2, 1)]);
        (await logs.Read(_task, new LogCursor(2, 1), 2, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_latest_thousand_lines_are_kept()
    {
        var logs = await CreateLogs();

        foreach (var part in Enumerable.Range(1, ITaskLogs.Capacity + 200).Chunk(400))
        {
            await logs.Append([.. part.Select(sequence => Line(1, sequence))], CancellationToken.None);
        }

        var kept = await Read(logs);
        kept.Count.ShouldBe(ITaskLogs.Capacity);
        (kept[0].Sequence, kept[^1].Sequence).ShouldBe((201, ITaskLogs.Capacity + 200));
    }

    [Fact]
    public async Task The_last_place_there_is_is_after_the_one_before()
    {
        var logs = await CreateLogs();
        var (last, before) = (Line(LogCursor.LastAttempt, LogCursor.LastSequence), Line(LogCursor.LastAttempt, LogCursor.LastSequence - 1));

        await logs.Append([last, before], CancellationToken.None);

        (await Read(logs)).ShouldBe([before, last]);
        (await logs.Read(_task, LogCursor.Of(before), 10, CancellationToken.None)).ShouldBe([last]);
    }

    [Fact]
    public async Task Lines_of_the_tasks_named_are_removed_and_no_others()
    {
        var logs = await CreateLogs();
        var (second, left) = (Line(1, 1) with { TaskId = Guid.NewGuid() }, Line(1, 1) with { TaskId = Guid.NewGuid() });
        await logs.Append([Line(1, 1), Line(2, 1), second, left], CancellationToken.None);

        await logs.Remove([_task, second.TaskId, Guid.NewGuid()], CancellationToken.None);
        await logs.Remove([], CancellationToken.None);

        (await Read(logs)).ShouldBeEmpty();
        (await logs.Read(second.TaskId, default, 10, CancellationToken.None)).ShouldBeEmpty();
        (await logs.Read(left.TaskId, default, 10, CancellationToken.None)).ShouldBe([left]);
    }

    private Task<IReadOnlyList<TaskLogged>> Read(ITaskLogs logs) => logs.Read(_task, default, int.MaxValue, CancellationToken.None);

    private TaskLogged Line(int attempt, long sequence) =>
        new()
        {
            TaskId = _task,
            Attempt = attempt,
            Sequence = sequence,
            LoggedAt = Noon,
            Message = $"line {sequence} of attempt {attempt}",
        };
}
