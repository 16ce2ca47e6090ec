using System.Reflection;

namespace Messaging.Architecture.Tests.Settings;

/// <summary>A class of options that configuration is bound to, with the section it is bound from.</summary>
internal sealed record BoundOptions(string Section, Type Type)
{
    /// <summary>Classes with the suffix that code fills in, and configuration does not.</summary>
    private static readonly string[] Unbound = ["CoalescerOptions", "RedisSagaOptions", "RetryOptions"];

    /// <summary>All of the delivered assemblies.</summary>
    public static IReadOnlyList<BoundOptions> All { get; } =
    [
        .. BuiltAssembly.Delivered.Where(assembly => assembly.Name is not ReferenceRules.Bench)
            .SelectMany(assembly => Assembly.Load(assembly.Name).GetTypes())
            .Where(type =>
                type is { IsClass: true, IsAbstract: false }
                    && type.Name.EndsWith("Options", StringComparison.Ordinal)
                    && !Unbound.Contains(type.Name))
            .Select(type => new BoundOptions(SectionOf(type), type)),
    ];

    /// <summary>Every setting of all of them.</summary>
    public static IReadOnlyList<BoundSetting> Settings { get; } = [.. All.SelectMany(options => options.Own())];

    private IEnumerable<BoundSetting> Own()
    {
        var defaults = Activator.CreateInstance(Type, nonPublic: true)!;
        return Type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetSetMethod() is not null || property.PropertyType == typeof(IList<string>))
            .Select(property => new BoundSetting(NameOf(property), property, property.GetValue(defaults)));
    }

    private string NameOf(PropertyInfo property) =>
        property.Name is "ConnectionString" ? $"ConnectionStrings:{Section}" : $"{Section}:{property.Name}";

    // As registrations have it; a wrong guess is found by the tests of bad values, which set what is named here.
    private static string SectionOf(Type type) =>
        type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string
            ?? type.Name.Replace("Options", "", StringComparison.Ordinal);
}
