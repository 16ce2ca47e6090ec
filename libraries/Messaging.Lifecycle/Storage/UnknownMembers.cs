using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Messaging.Lifecycle.Storage;

/// <summary>
/// Keeps what a stored row holds and this release does not know, in the row itself and in all that is part of it, until the row is written again. It is kept beside the objects, not in them:
/// contracts are among these, which must not let callers add members, and two requests are the same request whatever a later release noted of one.
/// </summary>
internal static class UnknownMembers
{
    private static readonly ConditionalWeakTable<object, Dictionary<string, JsonElement>> Kept = [];

    /// <summary>Lets a type be read and written with members it does not declare.</summary>
    public static void Keep(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var members = type.CreateJsonPropertyInfo(typeof(Dictionary<string, JsonElement>), "unknown members");
        members.IsExtensionData = true;
        members.Get = owner => Kept.TryGetValue(owner, out var known) ? known : null;
        members.Set = (owner, known) => Kept.AddOrUpdate(owner, (Dictionary<string, JsonElement>)known!);
        type.Properties.Add(members);
    }
}
