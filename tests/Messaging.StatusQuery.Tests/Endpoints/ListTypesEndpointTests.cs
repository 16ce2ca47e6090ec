using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.TestSupport;

namespace Messaging.StatusQuery.Tests.Endpoints;

public sealed class ListTypesEndpointTests(RunningStatusQuery service) : IClassFixture<RunningStatusQuery>
{
    [Fact]
    public async Task Task_types_that_workers_tell_of_are_listed_by_name_the_latest_word_counts()
    {
        await service.Bus.Publish(
            Announcement(new TaskType { Name = "b.second" }, new TaskType { Name = "a.first", Description = "Old." }));
        await Eventually.Get(ListTypes, types => types.GetArrayLength() == 2);
        await service.Bus.Publish(Announcement());
        await service.Bus.Publish(Announcement(new TaskType
        {
            Name = "a.first",
            Description = "New.",
            ArgumentsSchema = JsonElement.Parse("""{"type":"object"}"""),
            MaxAttempts = 3,
            TimeLimit = TimeSpan.FromMinutes(5),
        }));

        var types = await Eventually.Get(ListTypes, types => types.ToString().Contains("New.", StringComparison.Ordinal));

        types.EnumerateArray().Select(type => type.GetProperty("name").GetString()).ShouldBe(["a.first", "b.second"]);
        types[0].ToString().ShouldBe("""{"name":"a.first","description":"New.","argumentsSchema":{"type":"object"},"maxAttempts":3,"timeLimit":"00:05:00"}""");
    }

    private static TaskTypesRegistered Announcement(params TaskType[] types) =>
        new() { Worker = "w1", RegisteredAt = Told.At(0), Queues = ["default"], Types = types };

    private Task<JsonElement> ListTypes() => service.Http.GetFromJsonAsync<JsonElement>("/api/v1/types");
}
