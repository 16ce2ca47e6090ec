using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Messaging.Tasks.Serialization;

/// <summary>The names of an enum's members in JSON: camelCase, or as <see cref="JsonStringEnumMemberNameAttribute"/> says.</summary>
internal sealed class EnumNames
{
    private const string Separator = ", ";
    private static readonly ConcurrentDictionary<Type, EnumNames> Known = new();

    private readonly Dictionary<string, ulong> _bits = new(StringComparer.Ordinal);

    private EnumNames(Type type)
    {
        IsFlags = type.IsDefined(typeof(FlagsAttribute));
        foreach (var member in type.GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var name = member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
                ?? JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            _bits.TryAdd(name, BitsOf(member.GetValue(null)!));
        }
    }

    public static EnumNames Of(Type type) => Known.GetOrAdd(type, static type => new EnumNames(type));

    public bool IsFlags { get; }

    public IReadOnlyCollection<string> Names => _bits.Keys;

    /// <summary>The regular expression of what <see cref="TryParse"/> takes of flags.</summary>
    public string Pattern
    {
        get
        {
            var name = $"(?:{string.Join('|', Names.Select(Regex.Escape))})";
            var texts = $"{name}(?:, ?{name})*";
            return _bits.ContainsValue(0) ? $"^{texts}{AttributeRules.End}" : $"^(?:{texts})?{AttributeRules.End}";
        }
    }

    public bool TryParse(string text, out ulong bits)
    {
        if (_bits.TryGetValue(text, out bits))
        {
            return true;
        }

        if (!IsFlags)
        {
            return false;
        }

        if (text.Length == 0)
        {
            return !_bits.ContainsValue(0);
        }

        foreach (var (place, part) in text.Split(',').Index())
        {
            if (!_bits.TryGetValue(place > 0 && part.StartsWith(' ') ? part[1..] : part, out var some))
            {
                return false;
            }

            bits |= some;
        }

        return true;
    }

    /// <summary>The name of a value, or of its flags; <see langword="null"/> when it has none.</summary>
    public string? TextOf(Enum value)
    {
        var bits = BitsOf(value);
        if (_bits.FirstOrDefault(member => member.Value == bits).Key is { } name)
        {
            return name;
        }

        if (!IsFlags)
        {
            return null;
        }

        var left = bits;
        var parts = new List<string>();
        // The largest first, so that a name for several flags takes their place.
        foreach (var (part, some) in _bits.OrderByDescending(member => member.Value).Where(member => member.Value != 0))
        {
            if ((left & some) == some)
            {
                parts.Insert(0, part);
                left &= ~some;
            }
        }

        return left == 0 ? string.Join(Separator, parts) : null;
    }

    private static ulong BitsOf(object value) =>
        Enum.GetUnderlyingType(value.GetType()) == typeof(ulong)
            ? Convert.ToUInt64(value, CultureInfo.InvariantCulture)
            : unchecked((ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture));
}
