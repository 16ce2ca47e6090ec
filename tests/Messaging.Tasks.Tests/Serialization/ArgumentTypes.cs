using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.Tasks.Tests.Serialization;

/// <summary>What the table of arguments is made of.</summary>
public static class ArgumentTypes
{
    public enum Level
    {
        Low,
        VeryHigh,
    }

    public enum Place
    {
        [JsonStringEnumMemberName("first-one")]
        First,
    }

    [Flags]
    public enum Rights
    {
        Read = 1,
        Write = 2,
        All = 3,
        Own = 8,
    }

    [JsonPolymorphic]
    [JsonDerivedType(typeof(Circle), "circle")]
    [JsonDerivedType(typeof(Square), "square")]
    public abstract record Shape;

    public sealed record Circle([Range(1, 9)] int Radius) : Shape;

    public sealed record Square(int Side) : Shape;

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(Named), 1)]
    [JsonDerivedType(typeof(NamedMore), 2)]
    public record Named(string Name);

    public sealed record NamedMore(string Name, bool More) : Named(Name);

    public sealed class Tree
    {
        [Range(1, 5)]
        public int Count { get; init; }

        public Tree? Left { get; init; }

        public List<Tree>? Kids { get; init; }

        [JsonIgnore]
        public bool IsMeant => Count is >= 1 and <= 5 && Left?.IsMeant != false && Kids?.All(kid => kid?.IsMeant == true) != false;
    }

    public sealed class Extended
    {
        public int Known { get; init; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Others { get; init; }
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    public sealed class Skipped
    {
        public int Known { get; init; }
    }

    public sealed class Asked
    {
        [JsonRequired]
        public int Known { get; init; }
    }

    public sealed class Ranged
    {
        [Range(1, 5)]
        public int Known { get; init; }
    }
}
