using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Messaging.Tasks.Serialization;

/// <summary>
/// The rules that no schema can say, at whatever depth: attributes of the author's own, on members and types, and
/// <see cref="IValidatableObject"/>. <see cref="Validator"/> would look at
/// the outermost object alone, and not at the parameters of records.
/// </summary>
internal static class ObjectRules
{
    private static readonly ConcurrentDictionary<Type, bool> Ruled = new();

    /// <summary>Tells of every rule that is broken: the field, and what is wrong with it.</summary>
    public static void Check(object arguments, Action<string, string> fail)
    {
        if (Ruled.GetOrAdd(arguments.GetType(), static type => IsRuled(type, [])))
        {
            Check(arguments, "", fail);
        }
    }

    private static void Check(object? value, string field, Action<string, string> fail)
    {
        if (value is null or string)
        {
            return;
        }

        var type = ArgumentsJson.Options.GetTypeInfo(value.GetType());
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                CheckObject(value, type, field, fail);
                break;
            case JsonTypeInfoKind.Enumerable when type.ElementType is { IsPrimitive: false }:
                foreach (var (place, item) in ((IEnumerable)value).Cast<object?>().Index())
                {
                    Check(item, $"{field}[{place}]", fail);
                }

                break;
            case JsonTypeInfoKind.Dictionary when value is IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                {
                    Check(entry.Value, Join(field, $"{entry.Key}"), fail);
                }

                break;
        }
    }

    private static void CheckObject(object value, JsonTypeInfo type, string field, Action<string, string> fail)
    {
        var isBroken = false;
        foreach (var member in type.Properties.Where(member => member.Get is not null))
        {
            var content = member.Get!(value);
            var context = new ValidationContext(value) { MemberName = NameOf(member), DisplayName = member.Name };
            foreach (var result in OwnRules(member).Select(rule => rule.GetValidationResult(content, context)).OfType<ValidationResult>())
            {
                isBroken = true;
                fail(Join(field, member.Name), result.ErrorMessage ?? "Is refused.");
            }

            Check(content, Join(field, member.Name), fail);
        }

        var whole = value.GetType()
            .GetCustomAttributes<ValidationAttribute>(inherit: true)
            .Select(rule => rule.GetValidationResult(value, new ValidationContext(value)))
            .OfType<ValidationResult>();
        // As everywhere: an object is asked as a whole when its members are right.
        var own = isBroken || value is not IValidatableObject validatable ? [] : validatable.Validate(new ValidationContext(value)) ?? [];
        foreach (var result in whole.Concat(own.OfType<ValidationResult>()))
        {
            var member = result.MemberNames.FirstOrDefault();
            fail(
                member is null
                    ? field
                    : Join(
                        field,
                        type.Properties.FirstOrDefault(property => NameOf(property) == member)?.Name
                            ?? JsonNamingPolicy.CamelCase.ConvertName(member)),
                result.ErrorMessage ?? "Is refused.");
        }
    }

    /// <summary>Whether there is anything to look at in a type and what belongs to it: mostly not.</summary>
    private static bool IsRuled(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || type == typeof(string) || type.IsPrimitive)
        {
            return false;
        }

        var info = ArgumentsJson.Options.GetTypeInfo(type);
        return typeof(IValidatableObject).IsAssignableFrom(type)
            || type.IsDefined(typeof(ValidationAttribute), inherit: true)
            || info.Properties.Any(member => OwnRules(member).Any())
            || info.Properties.Where(member => member.Get is not null).Select(member => member.PropertyType)
                .Concat(info.PolymorphismOptions?.DerivedTypes.Select(derived => derived.DerivedType) ?? [])
                .Concat(new[] { info.ElementType }.OfType<Type>())
                .Any(part => IsRuled(part, seen));
    }

    private static IEnumerable<ValidationAttribute> OwnRules(JsonPropertyInfo member) =>
        ArgumentsJson.RulesOf(member).Where(rule => !AttributeRules.IsKnown(rule) || member.CustomConverter is not null);

    private static string NameOf(JsonPropertyInfo member) => (member.AttributeProvider as MemberInfo)?.Name ?? member.Name;

    private static string Join(string field, string member) => field.Length == 0 ? member : $"{field}.{member}";
}
