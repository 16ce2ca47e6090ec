using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Messaging.StatusQuery.Tests.Endpoints;

public sealed class ListUndecodableEndpointTests(RunningStatusQuery service) : IClassFixture<RunningStatusQuery>
{
    [Fact]
    public async Task Within_one_process_there_is_nothing() =>
        (await service.Http.GetFromJsonAsync<JsonElement>("/api/v1/undecodable")).GetArrayLength().ShouldBe(0);

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("x")]
    public async Task A_limit_that_makes_no_sense_is_refused(string limit)
    {
        using var response = await service.Http.GetAsync($"/api/v1/undecodable?limit={limit}");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("detail")
            .GetString()
            .ShouldBe("limit must be a whole number from 1 to 100.");
    }
}
