using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.Tasks.Tests.Serialization;

/// <summary>Whatever stands in the way of reading arguments stands there at the next attempt too.</summary>
public sealed class UnreadableArgumentsTests
{
    [Fact]
    public async Task A_constructor_that_throws_fails_the_task_for_good() => (await Message<Refusing>("""{"count":0}""")).ShouldContain("At least one.");

    [Fact]
    public async Task A_setter_that_throws_fails_the_task_for_good() => await Message<Setting>("""{"count":1}""");

    [Fact]
    public async Task A_converter_that_throws_fails_the_task_for_good() => await Message<Converting>("""{"value":1}""");

    [Fact]
    public async Task A_rule_that_throws_fails_the_task_for_good() => await Message<Ruled>("""{"value":1}""");

    [Fact]
    public async Task An_exception_whose_message_throws_fails_the_task_for_good() => await Message<Mute>("""{"count":1}""");

    [Fact]
    public async Task Half_a_character_fails_the_task_for_good() => await Message<Worded>("""{"word":"\ud800"}""");

    [Fact]
    public async Task What_is_nested_too_deep_fails_the_task_for_good() => await Message<Loose>($$"""{"any":{{new string('[', 60)}}{{new string(']', 60)}}}""");

    [Fact]
    public async Task The_author_s_own_rules_hold_at_any_depth_and_on_parameters()
    {
        var message = await Message<Order>("""{"lines":[{"count":2},{"count":3}],"byName":{"a":{"count":5}},"best":{"count":7}}""");

        message.ShouldContain("'lines[1].count': count is odd.");
        message.ShouldContain("'byName.a.count': count is odd.");
        message.ShouldContain("'best.count': count is odd.");
        message.ShouldNotContain("'lines[0]");
    }

    [Fact]
    public async Task Arguments_that_the_author_s_rules_allow_are_read()
    {
        using var echo = new Echo<Order>();

        (await echo.Work("""{"lines":[{"count":2}],"byName":{"a":{"count":4}},"best":null}""")).ShouldBeOfType<TaskOutcome.Succeeded>();
    }

    [Fact]
    public async Task Objects_within_arguments_are_asked_as_a_whole_too() =>
        (await Message<Period>("""{"inner":{"from":2,"until":1}}""")).ShouldContain("'inner.until': It ends before it begins.");

    [Fact]
    public void Types_that_no_JSON_can_be_read_as_stop_the_worker_at_its_start()
    {
        Should.Throw<NotSupportedException>(() => new Echo<IShape>());
        Should.Throw<NotSupportedException>(() => new Echo<Holder>());
    }

    [Fact]
    public void Rules_that_do_not_fit_their_member_stop_the_worker_at_its_start()
    {
        Should.Throw<InvalidOperationException>(() => new Echo<LongNumber>()).Message.ShouldContain(
            "[StringLength] does not fit a member of type System.Int32");
        Should.Throw<InvalidOperationException>(() => new Echo<RangedText>());
        Should.Throw<InvalidOperationException>(() => new Echo<AllowedElse>());
        Should.Throw<InvalidOperationException>(() => new Echo<ForeignRange>());
    }

    private static async Task<string> Message<T>(string arguments)
        where T : notnull
    {
        using var echo = new Echo<T>();
        var failed = (await echo.Work(arguments)).ShouldBeOfType<TaskOutcome.Failed>();
        failed.RetryAt.ShouldBeNull();
        failed.Error.Type.ShouldBe("invalid-arguments");
        return failed.Error.Message;
    }

    public interface IShape
    {
        int Sides { get; }
    }

    public sealed record Holder(List<IShape> Shapes);

    public sealed record LongNumber([StringLength(3)] int Value);

    public sealed record RangedText([Range(1, 5)] string Value);

    public sealed record AllowedElse([AllowedValues("a")] int Value);

    public sealed record ForeignRange([Range(typeof(DateOnly), "2030-01-01", "2030-12-31")] DateTimeOffset Value);

    public sealed record Refusing
    {
        public Refusing(int count) => Count = count > 0 ? count : throw new ArgumentException("At least one.");

        public int Count { get; }
    }

    public sealed class Setting
    {
        public int Count
        {
            get;
            set => field = value > 0 ? throw new IOException("Busy.") : value;
        }
    }

    public sealed record Converting([property: JsonConverter(typeof(Thrower))] int Value);

    public sealed record Ruled([Throwing] int Value);

    public sealed record Worded(string Word);

    public sealed record Loose(JsonElement Any);

    public sealed record Mute
    {
        public Mute(int count) => Count = count == 0 ? 0 : throw new MuteException();

        public int Count { get; }
    }

    public sealed record Order(List<Line> Lines, Dictionary<string, Line> ByName, Line? Best);

    public sealed record Line([Even] int Count);

    public sealed record Period(Span Inner);

    public sealed record Span(int From, int Until) : IValidatableObject
    {
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Until < From)
            {
                yield return new ValidationResult("It ends before it begins.", [nameof(Until)]);
            }
        }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class EvenAttribute : ValidationAttribute
    {
        public override bool IsValid(object? value) => value is int number && number % 2 == 0;

        public override string FormatErrorMessage(string name) => $"{name} is odd.";
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class ThrowingAttribute : ValidationAttribute
    {
        public override bool IsValid(object? value) => throw new TimeoutException();
    }

    private sealed class Thrower : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new TimeoutException();

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    private sealed class MuteException : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }
}
