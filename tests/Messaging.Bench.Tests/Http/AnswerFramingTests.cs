using System.Text;
using Messaging.Bench.Http;

namespace Messaging.Bench.Tests.Http;

public sealed class AnswerFramingTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: x\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length:2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")]
    public void No_part_of_an_answer_is_the_whole_of_it(string answer)
    {
        var bytes = Encoding.ASCII.GetBytes(answer);

        Enumerable.Range(0, bytes.Length).Any(length => AnswerFraming.IsComplete(bytes.AsSpan(0, length))).ShouldBeFalse();
        AnswerFraming.IsComplete(bytes).ShouldBeTrue();
    }
}
