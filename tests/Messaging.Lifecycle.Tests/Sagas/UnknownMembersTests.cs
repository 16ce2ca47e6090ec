using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Sagas;

/// <summary>Whatever happens to a task, its row keeps what a later release has noted in it.</summary>
public sealed class UnknownMembersTests
{
    private const string Added = "addedLater";

    // Halves of surrogate pairs are in what callers send, and JsonNode does not read them: escapes are plain text meanwhile.
    private const string Escape = "\\u";
    private const string Plain = "~u";
    private static readonly JsonSerializerOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Members_of_a_later_release_survive_every_history_and_change_nothing_of_it() =>
        Properties.Hold(TaskHistory.UpTo(attempts: 5), Survive, tests: 150, seed: 20260107);

    private static async Task Survive(TaskHistory history)
    {
        var random = new Random(history.Events.Count);
        TaskEvent[][] batches = [.. TaskHistory.Shuffled(history.Events, random)];
        var split = random.Next(1, batches.Length + 1);
        var noted = new LedgerFixture();
        var plain = new LedgerFixture();
        await Apply(batches[..split], noted, plain);
        var before = Json(await noted.Stored());
        await Note(noted);

        await Apply(batches[split..], noted, plain);

        var after = Json(await noted.Stored());
        Check(before, after);
        Strip(after);
        after.ToJsonString().ShouldBe(Json(await plain.Stored()).ToJsonString(), history.ToString());
        noted.Store.PlaceOf(Told.Id).ShouldBe(plain.Store.PlaceOf(Told.Id));
    }

    private static async Task Apply(TaskEvent[][] batches, params LedgerFixture[] fixtures)
    {
        foreach (var batch in batches)
        {
            foreach (var fixture in fixtures)
            {
                // Another process each time: nothing is remembered but what is stored.
                await fixture.OpenAnother().Apply(batch, CancellationToken.None);
            }
        }
    }

    /// <summary>Adds a member to the row and to everything in it that is a release's and not a caller's.</summary>
    private static async Task Note(LedgerFixture fixture)
    {
        var stored = (await fixture.Stored())!;
        var row = Json(stored);
        foreach (var part in Parts(row))
        {
            part.Part[Added] = new JsonObject
            {
                ["at"] = part.Path,
                ["number"] = JsonNode.Parse("1.50"),
                ["text"] = "\u00e4",
                ["list"] = new JsonArray(1, null),
            };
        }

        var entry = TaskIndexEntry.Of(await fixture.Row(), fixture.Options);
        var version = TaskHeader.Read(stored).Version;
        byte[] value =
        [
            .. stored.AsSpan(0, TaskHeader.Length),
            .. Encoding.UTF8.GetBytes(row.ToJsonString(AsItIs).Replace(Plain, Escape, StringComparison.Ordinal)),
        ];
        Encoding.ASCII.GetBytes($"{version + 1:x8}").CopyTo(value, 1);
        (
            await fixture.Store.Commit(
                [new RowChange { Id = Told.Id, ExpectedVersion = version, Value = value, Before = entry, After = entry }],
                CancellationToken.None))[0].IsCommitted.ShouldBeTrue();
    }

    /// <summary>The row and each attempt have what was noted; of what is in them, whatever is still what it was.</summary>
    private static void Check(JsonObject before, JsonObject after)
    {
        var parts = Parts(after).ToDictionary(part => part.Path, part => part.Part);
        foreach (var (path, part) in Parts(before))
        {
            if (!parts.TryGetValue(path, out var now))
            {
                path.ShouldNotBe("");
                continue;
            }

            var isSame = IsAttempt(path)
                || path.Length == 0
                || (Stripped(now).ToJsonString() == part.ToJsonString() && EndOf(path, before) == EndOf(path, after));
            (!isSame || now[Added]?["at"]?.GetValue<string>() == path)
                .ShouldBeTrue($"{path} in {after.ToJsonString()}, which was {before.ToJsonString()}");
            (now[Added]?["number"]?.ToJsonString() ?? "1.50").ShouldBe("1.50");
        }
    }

    private static bool IsAttempt(string path) =>
        path.StartsWith("attempts/", StringComparison.Ordinal) && path.Count(letter => letter == '/') == 1;

    /// <summary>Of an error, the end it belongs to: another end may come with an error that reads the same.</summary>
    private static string EndOf(string path, JsonObject row) =>
        path.EndsWith("/error", StringComparison.Ordinal) && Parts(row).First(part => path == $"{part.Path}/error").Part is { } attempt
            ? string.Join(' ', attempt["outcome"], attempt["finishedAt"], attempt["worker"])
            : "";

    private static IEnumerable<(string Path, JsonObject Part)> Parts(JsonObject row, string path = "")
    {
        yield return (path, row);
        foreach (var (name, value) in row.Where(member => member.Key is not (Added or "arguments" or "result")))
        {
            var inner = path.Length == 0 ? name : $"{path}/{name}";
            var parts = value switch
            {
                JsonObject part => Parts(part, inner),
                JsonArray many => many.OfType<JsonObject>().SelectMany(one => Parts(one, $"{inner}/{KeyOf(one)}")),
                _ => [],
            };
            foreach (var part in parts)
            {
                yield return part;
            }
        }
    }

    /// <summary>Attempts are told apart by number, repeated starts by all that they tell.</summary>
    private static string KeyOf(JsonObject one) =>
        one["number"]?.ToString() ?? string.Join('-', one["startedAt"], one["worker"], one["redeliveries"]);

    private static JsonObject Stripped(JsonObject part)
    {
        var copy = part.DeepClone().AsObject();
        Strip(copy);
        return copy;
    }

    private static void Strip(JsonObject row)
    {
        foreach (var (_, part) in Parts(row).ToArray())
        {
            part.Remove(Added);
        }
    }

    private static JsonObject Json(byte[]? stored) =>
        JsonNode.Parse(
            Encoding.UTF8.GetString(stored.AsSpan(TaskHeader.Length)).Replace(Escape, Plain, StringComparison.Ordinal))!.AsObject();
}
