using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Messaging.Tasks.Serialization;

/// <summary>
/// Finds arguments that no JSON can be read as, such as an interface or a class without a constructor that could be called, before a task
/// does.
/// </summary>
internal static class UnreadableTypes
{
    /// <exception cref="NotSupportedException">JSON cannot be read as the type, or as what belongs to it.</exception>
    public static void Refuse(Type type) => Refuse(type, []);

    private static void Refuse(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
        {
            return;
        }

        var info = ArgumentsJson.Options.GetTypeInfo(type);
        if (info.Kind != JsonTypeInfoKind.None && info.PolymorphismOptions is null)
        {
            Try(info);
        }

        foreach (var part in Parts(info))
        {
            Refuse(part, seen);
        }
    }

    private static IEnumerable<Type> Parts(JsonTypeInfo info) =>
    [
        .. info.Properties.Where(property => property is { Set: not null, CustomConverter: null })
            .Select(property => property.PropertyType),
        .. info.PolymorphismOptions?.DerivedTypes.Select(derived => derived.DerivedType) ?? [],
        .. new[] { info.ElementType, info.KeyType }.OfType<Type>(),
    ];

    private static void Try(JsonTypeInfo info)
    {
        try
        {
            _ = JsonSerializer.Deserialize(info.Kind == JsonTypeInfoKind.Enumerable ? "[]" : "{}", info);
        }
        catch (NotSupportedException)
        {
            throw;
        }
#pragma warning disable CA1031 // Empty JSON is not what the type asks for, or its constructor refuses: it can be read all the same.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
