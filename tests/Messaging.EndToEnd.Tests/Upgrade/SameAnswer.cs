using System.Text.Json.Nodes;

namespace Messaging.EndToEnd.Tests.Upgrade;

/// <summary>Compares answers of two releases: the later one may say more.</summary>
internal static class SameAnswer
{
    /// <summary>What the later answer lacks or says otherwise, each with its place.</summary>
    public static IEnumerable<string> Differences(JsonNode? before, JsonNode? now, string place) => (before, now) switch
    {
        (JsonObject left, JsonObject right) =>
            left.SelectMany(member => Differences(member.Value, right[member.Key], $"{place}.{member.Key}")),
        (JsonArray left, JsonArray right) when left.Count == right.Count =>
            left.Zip(right).SelectMany((pair, i) => Differences(pair.First, pair.Second, $"{place}[{i}]")),
        _ =>
            JsonNode.DeepEquals(before, now)
                ? []
                : [$"{place}: {before?.ToJsonString() ?? "nothing"} became {now?.ToJsonString() ?? "nothing"}"],
    };
}
