using System.Reflection;
using System.Text.Json.Nodes;

namespace Messaging.Tasks.Serialization;

/// <summary>
/// Items and values that may be null, as <c>List&lt;string?&gt;</c> says: the exporter of schemas looks at members alone.
/// </summary>
internal static class Nullability
{
    /// <summary>Completes the schema of a member.</summary>
    public static void Complete(JsonObject node, MemberInfo member)
    {
        var context = new NullabilityInfoContext();
        Complete(node, member is PropertyInfo property ? context.Create(property) : context.Create((FieldInfo)member));
    }

    private static void Complete(JsonObject node, NullabilityInfo info)
    {
        Element(node, "items", info.ElementType ?? (info.GenericTypeArguments is [var item] ? item : null));
        Element(node, "additionalProperties", info.GenericTypeArguments is [_, var value] ? value : null);
    }

    private static void Element(JsonObject node, string keyword, NullabilityInfo? info)
    {
        if (info is null || node[keyword] is not JsonObject element)
        {
            return;
        }

        Complete(element, info);
        if (!info.Type.IsValueType
            && info.ReadState == NullabilityState.Nullable
            && TypeRules.AllowNull(element) is var nullable
            && nullable != element)
        {
            node[keyword] = nullable;
        }
    }
}
