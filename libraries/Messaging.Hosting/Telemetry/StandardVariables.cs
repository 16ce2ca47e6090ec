using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Messaging.Hosting.Telemetry;

/// <summary>
/// Reads the variables <c>OTEL_*</c> and keeps a sentence for each that is wrong, since the SDK tells nobody. As the specification has it,
/// an empty one is
/// one that is not set. A word or number that is right but for its case or blanks around it is put right, for the SDK takes some of them
/// letter by letter.
/// </summary>
internal sealed class StandardVariables(IConfiguration configuration)
{
    private readonly List<string> _failures = [];

    /// <summary>A sentence per bad value.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>The value as it is; <see langword="null"/> when it is not set.</summary>
    public string? Text(string name) => configuration[name]?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>Whether it has a value.</summary>
    public bool IsSet(string name) => Text(name) is not null;

    /// <summary>One of a few words.</summary>
    public T? Choice<T>(string name, params (string Word, T Value)[] choices)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var (word, value) in choices)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
            {
                configuration[name] = word;
                return value;
            }
        }

        Refuse(name, text, $"one of {string.Join(", ", choices.Select(choice => choice.Word))}");
        return null;
    }

    /// <summary>A whole number.</summary>
    public int? Number(string name, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            configuration[name] = text;
            return number;
        }

        Refuse(name, text, $"a whole number from {least} to {most}");
        return null;
    }

    /// <summary>A share, from 0 to 1.</summary>
    public double? Ratio(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1)
        {
            return ratio;
        }

        Refuse(name, text, "a number from 0 to 1");
        return null;
    }

    /// <summary>An address of a collector.</summary>
    public Uri? Address(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        Refuse(name, text, "an address such as http://127.0.0.1:4317");
        return null;
    }

    /// <summary>Pairs such as <c>a=1,b=2</c>. Values may hold secrets and are not told.</summary>
    public string? Pairs(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (text.Split(',', StringSplitOptions.RemoveEmptyEntries).All(pair => pair.IndexOf('=', StringComparison.Ordinal) > 0))
        {
            return text;
        }

        _failures.Add($"{name} is not a list such as name=value,name=value.");
        return null;
    }

    /// <summary>Keeps a sentence.</summary>
    public void Refuse(string name, string value, string expected) => _failures.Add($"{name} is '{value}' and must be {expected}.");
}
