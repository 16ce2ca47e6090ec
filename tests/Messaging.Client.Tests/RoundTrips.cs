using System.Text.Json;
using System.Text.Json.Serialization;
using Messaging.Tasks;

namespace Messaging.Client.Tests;

/// <summary>Values that a caller sends, a handler reads and returns, and the caller reads again.</summary>
public static class RoundTrips
{
    public enum Level
    {
        Low,
        VeryHigh,
    }

    [Flags]
    public enum Rights
    {
        Read = 1,
        Write = 2,
    }

    [JsonDerivedType(typeof(Circle), "circle")]
    [JsonDerivedType(typeof(Square), "square")]
    public abstract record Shape;

    public sealed record Circle(double Radius) : Shape;

    public sealed record Square(int Side) : Shape;

    /// <summary>One of each.</summary>
    public sealed record Everything
    {
        public required string? Note { get; init; }

        public string? Unset { get; init; } = "what it is unless it is set";

        public Level Level { get; init; }

        public Level? NoLevel { get; init; }

        public Rights Rights { get; init; }

        public DateTimeOffset At { get; init; }

        public DateTime Utc { get; init; }

        public DateOnly Day { get; init; }

        public TimeOnly Time { get; init; }

        public TimeSpan Pause { get; init; }

        public Guid Id { get; init; }

        public Uri? Link { get; init; }

        public decimal Price { get; init; }

        public double Ratio { get; init; }

        public long Large { get; init; }

        public char Letter { get; init; }

        public Version? Version { get; init; }

        public required Shape Shape { get; init; }
    }

    public static IReadOnlyList<Everything> All { get; } =
    [
        new()
        {
            Note = null,
            Unset = null,
            Level = Level.VeryHigh,
            NoLevel = null,
            Rights = Rights.Read | Rights.Write,
            At = new DateTimeOffset(2030, 1, 31, 12, 30, 0, 250, TimeSpan.FromHours(2)),
            Utc = new DateTime(2030, 1, 31, 12, 30, 0, DateTimeKind.Utc),
            Day = new DateOnly(2030, 1, 31),
            Time = new TimeOnly(12, 30, 15, 5),
            Pause = new TimeSpan(1, 2, 3, 4, 5),
            Id = new Guid("5f0c3a5e-8e0b-4f0e-9a52-1a0f6f8f4d11"),
            Link = new Uri("https://example.org/a?b=c"),
            Price = 79228162514264337593543950335m,
            Ratio = double.Epsilon,
            Large = long.MinValue,
            Letter = 'ß',
            Version = new Version(1, 2, 3),
            Shape = new Circle(1.5),
        },
        new()
        {
            Note = "",
            Utc = DateTime.UnixEpoch,
            Pause = TimeSpan.FromMinutes(-5),
            Ratio = double.MaxValue,
            Rights = 0,
            Letter = 'a',
            Shape = new Square(2),
            NoLevel = Level.Low,
        },
    ];

    /// <summary>Returns what it is given.</summary>
    public sealed class EchoEverything : ITaskHandler<Everything, Everything>
    {
        public static string Name => "tests.everything";

        public Task<Everything> Run(Everything arguments, TaskContext context) => Task.FromResult(arguments);
    }

    /// <summary>Returns the shape that it is given.</summary>
    public sealed class EchoShape : ITaskHandler<Shape, Shape>
    {
        public static string Name => "tests.shape";

        public Task<Shape> Run(Shape arguments, TaskContext context) => Task.FromResult(arguments);
    }

    /// <summary>What is sent without a type of its own, and what the handler reads it as.</summary>
    public sealed class EchoLevel : ITaskHandler<EchoLevel.Arguments, Level>
    {
        public static string Name => "tests.level";

        public Task<Level> Run(Arguments arguments, TaskContext context) => Task.FromResult(arguments.Level);

        public sealed record Arguments(Level Level, string? Note, Shape? Shape);
    }

    public static JsonElement Json(string json) => JsonElement.Parse(json);
}
