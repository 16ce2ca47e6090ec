using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Storage;

public sealed class TaskCursorTests
{
    [Fact]
    public void A_place_is_read_from_what_it_was_written_as()
    {
        var place = new TaskCursor(Told.At(0), Told.Id);

        place.ToString().ShouldBe("19b7ca98c88-0197a000000070008000000000000001");
        TaskCursor.TryParse(place.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(place);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-0197a000000070008000000000000001")]
    [InlineData("x-0197a000000070008000000000000001")]
    [InlineData("1-0197a00000007000800000000000000")]
    [InlineData("1-0197a00000007000800000000000000g")]
    [InlineData("ffffffffffffffff-0197a000000070008000000000000001")]
    [InlineData("7fffffffffffffff-0197a000000070008000000000000001")]
    public void What_is_no_place_is_not_read(string? text) => TaskCursor.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Of_two_places_the_newer_comes_first_and_of_one_millisecond_the_greater_id()
    {
        TaskCursor[] places =
        [
            new(Told.At(1), Guid.Parse("00000000-0000-0000-0000-000000000001")),
            new(Told.At(0), Guid.Parse("ffffffff-0000-0000-0000-000000000000")),
            new(Told.At(0), Guid.Parse("80000000-0000-0000-0000-000000000000")),
            new(Told.At(0), Guid.Parse("00000000-0000-0000-0000-000000000001")),
        ];

        places.Reverse().Order(TaskCursor.NewestFirst).ShouldBe(places);
    }
}
