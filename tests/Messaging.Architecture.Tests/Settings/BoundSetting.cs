using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Messaging.Architecture.Tests.Settings;

/// <summary>A setting as code has it: name, default and range, written as documents write them.</summary>
internal sealed record BoundSetting(string Name, PropertyInfo Property, object? Value)
{
    /// <summary>Defaults that depend on the machine, or are said in words.</summary>
    private static readonly Dictionary<string, string> DefaultsInWords = new()
    {
        ["ConnectionStrings:RabbitMq"] = "required",
        ["ConnectionStrings:Redis"] = "required",
        ["RabbitMq:CertificateAuthority"] = "what the machine trusts",
        ["RabbitMq:ServerName"] = "any of the nodes' hosts",
        ["Redis:CertificateAuthority"] = "what the machine trusts",
        ["Worker:Name"] = "machine, process and four random digits",
        ["Worker:Concurrency"] = "twice the processors",
        ["Tasks:Email:From"] = "required with a host",
        ["Tasks:ImportCsv:DataDirectory"] = "`messaging/data` in the user's local application data",
    };

    public bool IsList => Property.PropertyType.IsArray || Property.PropertyType == typeof(IList<string>);

    /// <summary>The default as a document must give it.</summary>
    public string Default => DefaultsInWords.TryGetValue(Name, out var words) ? words : Value switch
    {
        TimeSpan duration => $"`{Fraction(duration.ToString("c", CultureInfo.InvariantCulture))}`",
        bool yes => yes ? "`true`" : "`false`",
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        double number => number.ToString(CultureInfo.InvariantCulture),
        null or "" => "none",
        string text => $"`{text}`",
        Enum word => $"`{word}`",
        _ when IsList => "none",
        _ => throw new NotSupportedException($"{Name} has a default of an unknown kind."),
    };

    /// <summary>The range as a document must give it; <see langword="null"/> where attributes give none.</summary>
    public string? Range => Property.GetCustomAttribute<RangeAttribute>() is { } range
        ? range.OperandType == typeof(TimeSpan)
            ? Between(Parse(range.Minimum), Parse(range.Maximum))
            : $"{Number(range.Minimum)} to {Number(range.Maximum)}"
        : Property.GetCustomAttribute<MaxLengthAttribute>() is { } length ? $"{length.Length} at most"
        : Property.GetCustomAttribute<StringLengthAttribute>() is { } text ? $"{text.MinimumLength} to {text.MaximumLength} characters"
        : null;

    private static TimeSpan Parse(object limit) => TimeSpan.Parse((string)limit, CultureInfo.InvariantCulture);

    private static string Number(object limit) =>
        limit is double share ? share.ToString(CultureInfo.InvariantCulture) : ((int)limit).ToString("N0", CultureInfo.InvariantCulture);

    private static string Between(TimeSpan least, TimeSpan most) => $"{Words(least)} to {Words(most)}";

    private static string Words(TimeSpan duration) => duration switch
    {
        { Ticks: 0 } => "0",
        { TotalSeconds: < 1 } => Count(duration.TotalMilliseconds, "ms"),
        { TotalMinutes: < 1 } => Count(duration.TotalSeconds, "s"),
        { TotalHours: < 1 } => Count(duration.TotalMinutes, "min"),
        { TotalDays: < 1 } => Count(duration.TotalHours, "h"),
        { TotalDays: < 365 } => Count(duration.TotalDays, duration.TotalDays > 1 ? "days" : "day"),
        _ => Count(duration.TotalDays / 365, "years"),
    };

    private static string Count(double count, string unit) => $"{count.ToString(CultureInfo.InvariantCulture)} {unit}";

    private static string Fraction(string duration) =>
        duration.Contains('.', StringComparison.Ordinal) && duration.LastIndexOf('.') > duration.LastIndexOf(':')
            ? duration.TrimEnd('0')
            : duration;
}
