using System.Text.Json;
using Messaging.Tasks.Serialization;

namespace Messaging.Tasks.Tests.Running;

public sealed class ResultWriterTests
{
    public static TheoryData<string, Func<object?>> Unwritable => new()
    {
        { "not a number", () => double.NaN },
        { "infinite, within", () => new { a = new[] { float.PositiveInfinity } } },
        { "a cycle", () => new Cycle() },
        { "too deep", () => Deep(TaskJson.DepthLimit + 1) },
        {
            "JSON that is too deep",
            () => JsonElement.Parse(new string('[', TaskJson.DepthLimit + 1) + new string(']', TaskJson.DepthLimit + 1))
        },
        { "a depth that status documents cannot add to", () => Deep(63) },
        { "a delegate", () => new { act = (Action)(() => { }) } },
        { "a type", () => typeof(string) },
        { "a pointer", () => new { at = (nint)5 } },
        { "a span of memory of another kind", () => new { stream = new MemoryStream() } },
        { "a getter that throws", () => new Broken() },
        { "items that throw", () => Enumerable.Range(0, 3).Select(i => 1 / (i - 1)) },
        { "a value of an enum that has no name", () => (DayOfWeek)99 },
    };

    [Theory]
    [MemberData(nameof(Unwritable))]
    public async Task A_result_that_cannot_be_written_ends_the_task_for_good_after_one_attempt(string what, Func<object?> result)
    {
        var runs = 0;
        await using var run = new ScriptedRun(_ =>
        {
            runs++;
            return Task.FromResult(result());
        });

        var failed = (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>(what);

        failed.RetryAt.ShouldBeNull(what);
        failed.Error.Type.ShouldBe("permanent", what);
        failed.Error.Message.ShouldStartWith("The result cannot be written as JSON", customMessage: what);
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task The_deepest_result_is_written()
    {
        await using var run = new ScriptedRun(_ => Task.FromResult<object?>(Deep(TaskJson.DepthLimit)));

        (await run.Start())
            .ShouldBeOfType<TaskOutcome.Succeeded>().Result.GetRawText()
            .ShouldBe(new string('[', TaskJson.DepthLimit) + new string(']', TaskJson.DepthLimit));
    }

    private static object?[] Deep(int levels) => levels == 1 ? [] : [Deep(levels - 1)];

    private sealed class Cycle
    {
        public Cycle Self => this;
    }

    private sealed class Broken
    {
        private readonly string _reason = "The disk is gone.";

        public int Value => throw new IOException(_reason);
    }
}
