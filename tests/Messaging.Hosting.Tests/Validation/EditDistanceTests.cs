using Messaging.Hosting.Validation;

namespace Messaging.Hosting.Tests.Validation;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("math.add", "math.add", 0)]
    [InlineData("math.ad", "math.add", 1)]
    [InlineData("mth.add", "math.add", 1)]
    [InlineData("math-add", "math.add", 1)]
    [InlineData("mahtadd", "math.add", 2)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("Math", "math", 1)]
    public void Insertions_deletions_and_replacements_are_counted_in_both_directions(string left, string right, int distance)
    {
        EditDistance.Between(left, right).ShouldBe(distance);
        EditDistance.Between(right, left).ShouldBe(distance);
    }
}
