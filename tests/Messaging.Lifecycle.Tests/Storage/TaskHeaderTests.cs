using System.Text;
using FsCheck.Fluent;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Storage;

public sealed class TaskHeaderTests
{
    public static TheoryData<TaskHeader, string> Documented => new()
    {
        { new TaskHeader(1, 1, TaskState.Scheduled, false), "1000000010001S0 " },
        { new TaskHeader(0x1a2b3c4d, 0xbeef, TaskState.Queued, true), "11a2b3c4dbeefQ1 " },
        { new TaskHeader(2, 10, TaskState.Running, false), "100000002000aR0 " },
        { new TaskHeader(2, 10, TaskState.Retrying, false), "100000002000aY0 " },
        { new TaskHeader(2, 10, TaskState.Succeeded, false), "100000002000aD0 " },
        { new TaskHeader(2, 10, TaskState.Failed, false), "100000002000aF0 " },
        { new TaskHeader(2, 10, TaskState.Canceled, true), "100000002000aC1 " },
        { new TaskHeader(2, 10, TaskState.Expired, false), "100000002000aE0 " },
        { new TaskHeader(uint.MaxValue, 0, null, false), "1ffffffff0000x0 " },
    };

    [Theory]
    [MemberData(nameof(Documented))]
    public void A_header_has_the_documented_layout_and_is_read_back(TaskHeader header, string layout)
    {
        Write(header).ShouldBe(layout);
        TaskHeader.Read(Encoding.ASCII.GetBytes(layout + "{}")).ShouldBe(header);
        header.IsTombstone.ShouldBe(header.State is null);
    }

    [Fact]
    public void Any_header_is_read_back() => Properties.Hold(
        Gen.Choose(int.MinValue, int.MaxValue).Select(seed => new Random(seed)).Select(random => new TaskHeader(
            (uint)random.NextInt64(uint.MaxValue + 1L), random.Next(0x10000), random.Next(9) is > 0 and var state
                ? (TaskState)(state + 2)
                : null, random.Next(2) == 0)).ToArbitrary(),
        header =>
        {
            TaskHeader.Read(Encoding.ASCII.GetBytes(Write(header))).ShouldBe(header);
            return Task.CompletedTask;
        },
        tests: 500,
        seed: 20260105);

    [Fact]
    public void An_attempt_too_great_for_its_digits_is_written_as_the_greatest()
    {
        Write(new TaskHeader(1, 0x10000, TaskState.Running, false)).ShouldBe("100000001ffffR0 ");
        Write(new TaskHeader(1, int.MaxValue, TaskState.Running, false)).ShouldBe("100000001ffffR0 ");
    }

    [Theory]
    [InlineData("")]
    [InlineData("1000000010001S0")]
    [InlineData("2000000010001S0 ")]
    [InlineData("1 00000010001S0 ")]
    [InlineData("1+00000010001S0 ")]
    [InlineData("1-00000010001S0 ")]
    [InlineData("1000000g10001S0 ")]
    [InlineData("1000000010 01S0 ")]
    [InlineData("1000000010001?0 ")]
    [InlineData("1000000010001s0 ")]
    [InlineData("1000000010001Sz ")]
    [InlineData("1000000010001S0{")]
    [InlineData("{\"state\":3,\"attempt\":1}")]
    public void What_is_not_a_header_is_refused(string row) =>
        Should.Throw<FormatException>(() => TaskHeader.Read(Encoding.ASCII.GetBytes(row)));

    [Theory]
    [InlineData('B')]
    [InlineData('K')]
    [InlineData('Z')]
    public void A_capital_letter_that_stands_for_no_state_is_a_later_release_s(char letter)
    {
        TaskHeader.Read(Encoding.ASCII.GetBytes($"1000000020003{letter}1 {{}}")).ShouldBe(new TaskHeader(2, 3, TaskState.Unknown, true));
        TaskHeader.KnownLetters.ShouldNotContain(letter);
    }

    [Fact]
    public void Bytes_at_random_are_either_a_header_or_refused() => Properties.Hold(
        Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            var row = Encoding.ASCII.GetBytes("1000000010001S0 {}");
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                row[random.Next(row.Length)] = (byte)random.Next(256);
            }

            try
            {
                TaskHeader.Read(row);
            }
            catch (FormatException)
            {
            }

            return Task.CompletedTask;
        },
        tests: 2000,
        seed: 20260106);

    [Fact]
    public void The_version_range_names_the_version_digits() =>
        "11a2b3c4dbeefQ1 "[TaskHeader.VersionRange].ShouldBe("1a2b3c4d");

    private static string Write(TaskHeader header)
    {
        Span<byte> bytes = stackalloc byte[TaskHeader.Length];
        header.Write(bytes);
        return Encoding.ASCII.GetString(bytes);
    }
}
