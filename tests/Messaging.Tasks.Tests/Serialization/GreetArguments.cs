using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Messaging.Tasks.Tests.Serialization;

/// <summary>Arguments with one of each kind of rule.</summary>
public sealed record GreetArguments : IValidatableObject
{
    [Description("Who to greet.")]
    [StringLength(10, MinimumLength = 2)]
    public required string Who { get; init; }

    [Range(1, 5)]
    public int Times { get; init; } = 1;

    [RegularExpression("[a-z]{2}")]
    public string? Language { get; init; }

    [Length(1, 2)]
    public string[]? Titles { get; init; }

    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Pause { get; init; }

    public DayOfWeek? Day { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Who == "nobody" && Times > 1)
        {
            yield return new ValidationResult("Nobody is greeted once at most.", [nameof(Times)]);
        }
    }
}
