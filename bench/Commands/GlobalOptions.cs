using System.CommandLine;
using System.CommandLine.Parsing;

namespace Messaging.Bench.Commands;

/// <summary>What every command understands.</summary>
internal static class GlobalOptions
{
    public static Option<Uri> Producer { get; } = Address("--producer", "Where Producer listens.", "http://127.0.0.1:5080");

    public static Option<Uri> Status { get; } = Address("--status", "Where StatusQuery listens.", "http://127.0.0.1:5081");

    public static Option<bool> Json { get; } = new("--json") { Description = "One line of JSON instead of a table.", Recursive = true };

    public static Option<int> Seed { get; } = new("--seed")
    {
        Description = "Seed of everything random.",
        DefaultValueFactory = _ => 1,
        Recursive = true,
    };

    private static Option<Uri> Address(string name, string description, string address) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => new Uri(address),
        CustomParser = Parse,
        Recursive = true,
    };

    private static Uri? Parse(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp)
        {
            return address;
        }

        argument.AddError($"'{argument.Tokens[0].Value}' is not an http:// address.");
        return null;
    }
}
