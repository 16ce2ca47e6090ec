using System.Text.Json;
using Messaging.Tasks.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Tasks.Tests.Serialization;

public sealed class ArgumentsSchemaTests
{
    private readonly JsonElement _schema = SchemaOfGreet();

    [Fact]
    public void Required_members_are_required_and_others_are_not() =>
        _schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(["who"]);

    [Fact]
    public void Members_that_are_not_known_are_refused() =>
        _schema.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();

    [Fact]
    public void Types_and_null_are_told()
    {
        Property("who").GetProperty("type").GetString().ShouldBe("string");
        Property("language").GetProperty("type").EnumerateArray().Select(type => type.GetString()).ShouldBe(["string", "null"]);
        Property("day").GetProperty("enum").EnumerateArray().Select(day => day.GetString()).ShouldContain("monday");
    }

    [Fact]
    public void Validation_attributes_become_constraints()
    {
        Property("who").GetProperty("description").GetString().ShouldBe("Who to greet.");
        Property("who").GetProperty("minLength").GetInt32().ShouldBe(2);
        Property("who").GetProperty("maxLength").GetInt32().ShouldBe(10);
        Property("times").GetProperty("minimum").GetInt32().ShouldBe(1);
        Property("times").GetProperty("maximum").GetInt32().ShouldBe(5);
        Property("language").GetProperty("pattern").GetString().ShouldBe("^(?:[a-z]{2})?$(?!\\n)");
        Property("titles").GetProperty("minItems").GetInt32().ShouldBe(1);
        Property("titles").GetProperty("maxItems").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void A_range_that_is_not_of_numbers_is_left_out() =>
        Property("pause").TryGetProperty("minimum", out _).ShouldBeFalse();

    private JsonElement Property(string name) => _schema.GetProperty("properties").GetProperty(name);

    private static JsonElement SchemaOfGreet()
    {
        using var services = new ServiceCollection()
            .AddTask<Greet, GreetArguments, string>(new ConfigurationBuilder().Build())
            .BuildServiceProvider();
        return services.GetRequiredService<TaskRegistry>().Definitions.Single().ArgumentsSchema;
    }
}
