using System.Net;
using System.Text;
using Messaging.Bench.Http;

namespace Messaging.Bench.Tests.Http;

public sealed class SubmissionTests
{
    private static readonly Guid First = new("01a202fa-7a72-78ff-9ded-2645ca0a4876");
    private static readonly Guid Second = new("01a202fa-7dbe-7818-8804-5711c356e998");

    [Fact]
    public void A_task_is_submitted_alone_or_with_others()
    {
        Encoding.UTF8.GetString(SubmissionBody.Single(new Addition(1, 2))).ShouldBe("""{"name":"math.add","args":{"a":1,"b":2}}""");
        Encoding.UTF8.GetString(SubmissionBody.Batch([new Addition(1, 2), new Addition(3, 4)]))
            .ShouldBe("""{"tasks":[{"name":"math.add","args":{"a":1,"b":2}},{"name":"math.add","args":{"a":3,"b":4}}]}""");
    }

    [Fact]
    public void The_ids_of_a_batch_come_in_its_order() =>
        SubmissionAnswer.Batch(HttpStatusCode.OK, Encoding.UTF8.GetBytes($$"""{"results":[{"status":202,"id":"{{Second}}"},{"status":202,"id":"{{First}}"}]}"""), 2).ShouldBe([Second, First]);

    [Theory]
    [InlineData("""{"results":[{"status":422,"problem":{"title":"no"}}]}""", 1)]
    [InlineData("""{"results":[]}""", 1)]
    public void A_batch_that_was_not_accepted_as_a_whole_is_no_measurement(string body, int count) =>
        Should.Throw<BenchFailedException>(() => SubmissionAnswer.Batch(HttpStatusCode.OK, Encoding.UTF8.GetBytes(body), count));

    [Fact]
    public void A_refusal_is_no_measurement() =>
        Should.Throw<BenchFailedException>(() =>
            SubmissionAnswer.Single(
                HttpStatusCode.ServiceUnavailable, "away"u8.ToArray())).Message.ShouldBe("A submission was answered with 503: away");

    [Theory]
    [InlineData("""{"state":"Succeeded","result":3}""", true)]
    [InlineData("""{"state":"succeeded","result":3.0}""", true)]
    [InlineData("""{"state":"Succeeded","result":4}""", false)]
    [InlineData("""{"state":"Succeeded"}""", false)]
    [InlineData("""{"state":"Running"}""", false)]
    public void Only_the_right_result_of_a_success_is_right(string document, bool expected) =>
        TaskAnswer.Read(HttpStatusCode.OK, Encoding.UTF8.GetBytes(document)).Is(3).ShouldBe(expected);
}
