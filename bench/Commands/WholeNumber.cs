using System.CommandLine;

namespace Messaging.Bench.Commands;

/// <summary>Options that take a whole number in a range.</summary>
internal static class WholeNumber
{
    public static Option<int> Option(string name, int standard, string description, int least = 1, int most = int.MaxValue)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
            {
                result.AddError(most == int.MaxValue ? $"{name} must be {least} or more." : $"{name} must be {least} to {most}.");
            }
        });
        return option;
    }
}
