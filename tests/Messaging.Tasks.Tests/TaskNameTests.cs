namespace Messaging.Tasks.Tests;

public sealed class TaskNameTests
{
    [Theory]
    [InlineData("add")]
    [InlineData("math.add")]
    [InlineData("etl.import-csv")]
    [InlineData("reports.build_daily.v2")]
    [InlineData("a.1")]
    public void A_name_is_words_of_letters_and_digits_joined_by_dots_hyphens_or_underscores(string name) =>
        TaskName.IsValid(name).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Math.Add")]
    [InlineData("math add")]
    [InlineData("math..add")]
    [InlineData(".add")]
    [InlineData("add.")]
    [InlineData("-add")]
    [InlineData("add-")]
    [InlineData("add--more")]
    [InlineData("1add")]
    [InlineData("math/add")]
    [InlineData("math.add\n")]
    [InlineData("größe.messen")]
    public void Anything_else_is_not_a_name(string? name) => TaskName.IsValid(name).ShouldBeFalse();

    [Fact]
    public void A_name_has_at_most_a_hundred_characters()
    {
        TaskName.IsValid(new string('a', TaskName.LengthLimit)).ShouldBeTrue();
        TaskName.IsValid(new string('a', TaskName.LengthLimit + 1)).ShouldBeFalse();
    }
}
