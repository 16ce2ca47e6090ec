using System.Text.Json;

namespace Messaging.Tasks.Tests.Running;

/// <summary>What cannot be written cannot be written the next time either: the handler is not run again for it.</summary>
public sealed class ResultTests
{
    public static TheoryData<string> Kinds => [.. Results.Keys];

    private static Dictionary<string, Func<object?>> Results { get; } = new()
    {
        ["not a number"] = () => double.NaN,
        ["infinite"] = () => new { Ratio = float.PositiveInfinity },
        ["contains itself"] = () =>
        {
            var list = new List<object>();
            list.Add(list);
            return list;
        },
        ["too deep"] = () => Enumerable.Range(0, 200).Aggregate((object)"bottom", (inner, _) => new[] { inner }),
        ["a delegate"] = () => new { Act = (Action)(() => { }) },
        ["a type"] = () => new { Type = typeof(string) },
        ["a pointer"] = () => new { Place = (nint)1 },
        ["a getter that throws"] = () => new Breaking(),
        ["a sequence that throws"] = () => Throwing(),
        ["a sequence without end"] = () => Endless(),
        ["keys that are no texts"] = () => new Dictionary<object, int> { [new object()] = 1 },
        ["a disposed document"] = () =>
        {
            var document = JsonDocument.Parse("{}");
            document.Dispose();
            return document.RootElement;
        },
        ["an element that is nothing"] = () => default(JsonElement),
        ["half a character"] = () => JsonElement.Parse("\"\\uD83D\""),
        ["a stream to come"] = () => ToCome(),
        ["a text of a gigabyte"] = () => new string('x', 400_000_000),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_result_that_cannot_be_written_fails_for_good_and_says_why(string kind)
    {
        await using var run = new ScriptedRun(_ => Task.FromResult(Results[kind]()));

        var failed = (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>();

        failed.RetryAt.ShouldBeNull();
        failed.Error.Type.ShouldBe("permanent");
        failed.Error.Message.ShouldStartWith("The result ");
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_does_not_become_a_deferral_when_the_worker_stops()
    {
        using var stop = new CancellationTokenSource();
        await using var run = new ScriptedRun(async _ =>
        {
            await stop.CancelAsync();
            return double.NaN;
        });

        (await run.Start(cancellationToken: stop.Token)).ShouldBeOfType<TaskOutcome.Failed>().RetryAt.ShouldBeNull();
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("1E400")]
    public async Task Whatever_JSON_a_handler_passes_on_ends_the_attempt(string json)
    {
        await using var run = new ScriptedRun(_ => Task.FromResult<object?>(JsonElement.Parse(json)));

        (await run.Start()).ShouldBeOfType<TaskOutcome.Succeeded>().Result.GetRawText().ShouldBe(json);
    }

    private static IEnumerable<int> Throwing()
    {
        yield return 1;
        throw new IOException("The cursor was closed.");
    }

    private static IEnumerable<int> Endless()
    {
        while (true)
        {
            yield return 1;
        }
    }

    private static async IAsyncEnumerable<int> ToCome()
    {
        await Task.Yield();
        yield return 1;
    }

    private sealed class Breaking
    {
        private readonly string _reason = "The connection was closed.";

        public int Value => throw new IOException(_reason);
    }
}
