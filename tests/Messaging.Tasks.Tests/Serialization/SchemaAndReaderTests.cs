namespace Messaging.Tasks.Tests.Serialization;

/// <summary>
/// What Producer accepts a worker can read, and the other way about: over a table of types and rules, with written values and with
/// generated ones.
/// </summary>
public sealed class SchemaAndReaderTests
{
    public static TheoryData<ArgumentCase> Cases => [.. ArgumentCases.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_right_is_accepted_and_read(ArgumentCase rule)
    {
        foreach (var value in rule.Right)
        {
            var (faults, outcome) = await rule.Try(value);

            faults.ShouldBeEmpty($"{rule} {value} {rule.Schema}");
            outcome.ShouldBeOfType<TaskOutcome.Succeeded>($"{rule} {value}: {outcome}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_wrong_is_refused_by_both_in_words_of_JSON(ArgumentCase rule)
    {
        foreach (var value in rule.Wrong)
        {
            var (faults, outcome) = await rule.Try(value);

            faults.ShouldNotBeEmpty($"{rule} {value}");
            faults.ShouldAllBe(fault => !fault.Contains("System.", StringComparison.Ordinal));
            var error = outcome.ShouldBeOfType<TaskOutcome.Failed>($"{rule} {value}");
            error.RetryAt.ShouldBeNull();
            error.Error.Type.ShouldBe("invalid-arguments");
            error.Error.Message.ShouldNotContain("System.");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Of_generated_values_both_say_the_same(ArgumentCase rule)
    {
        foreach (var value in GeneratedValues.For(rule))
        {
            var (faults, outcome) = await rule.Try(value);
            var isReadable = rule.IsReadable(value);

            (outcome is TaskOutcome.Succeeded).ShouldBe(faults.Count == 0, $"{rule} {value}: {string.Join(' ', faults)} {outcome}");
            (faults.Count == 0).ShouldBe(isReadable, $"{rule} {value}: {string.Join(' ', faults)}");
        }
    }
}
