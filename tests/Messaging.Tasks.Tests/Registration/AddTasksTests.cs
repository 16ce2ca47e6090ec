using System.Text.Json;
using Messaging.Tasks.Registration;
using Messaging.Tasks.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Tasks.Tests.Registration;

public sealed class AddTasksTests
{
    private readonly IConfiguration _configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Greeting", "Hello")]).Build();

    private readonly IServiceCollection _services = new ServiceCollection().AddLogging();

    [Fact]
    public void Every_handler_of_an_assembly_is_found_and_nothing_else()
    {
        var registry = Register(typeof(Second), typeof(First), typeof(string), typeof(Unfinished), typeof(Open<>));

        registry.Definitions.Select(definition => definition.Name).ShouldBe(["tests.first", "tests.second"]);
        registry.TryGet("tests.first", out var first).ShouldBeTrue();
        first.HandlerType.ShouldBe(typeof(First));
        registry.TryGet("tests.FIRST", out _).ShouldBeFalse();
    }

    [Fact]
    public void A_definition_tells_submitters_what_they_need()
    {
        Register(typeof(First)).TryGet("tests.first", out var definition).ShouldBeTrue();

        var type = definition.Describe();

        type.Name.ShouldBe("tests.first");
        type.Description.ShouldBe("The first.");
        type.MaxAttempts.ShouldBe(4);
        type.TimeLimit.ShouldBe(TimeSpan.FromMinutes(30));
        type.ArgumentsSchema.ShouldNotBeNull();
    }

    [Fact]
    public void A_handler_registers_what_it_needs_and_sees_the_configuration()
    {
        Register(typeof(First));

        using var provider = _services.BuildServiceProvider();
        provider.GetServices<string>().ShouldBe(["Hello"]);
        provider.GetRequiredService<TaskRunner>().ShouldNotBeNull();
        provider.GetRequiredService<IRandomSource>().NextSample().ShouldBeInRange(0, 1);
        provider.GetRequiredService<TimeProvider>().ShouldBe(TimeProvider.System);
    }

    [Fact]
    public void Registering_an_assembly_twice_registers_it_once()
    {
        Register(typeof(First));
        var registry = Register(typeof(First));

        registry.Definitions.Count.ShouldBe(1);
        using var provider = _services.BuildServiceProvider();
        provider.GetServices<string>().ShouldBe(["Hello"]);
        provider.GetServices<First>().Count().ShouldBe(1);
    }

    [Fact]
    public void Two_handlers_with_one_name_stop_the_start_and_are_both_named()
    {
        var message = Should.Throw<InvalidOperationException>(() => Register(typeof(First), typeof(Copycat))).Message;

        message.ShouldContain(typeof(First).FullName!);
        message.ShouldContain(typeof(Copycat).FullName!);
        message.ShouldContain("'tests.first'");
    }

    [Fact]
    public void One_class_cannot_handle_two_kinds_of_arguments() =>
        Should.Throw<InvalidOperationException>(() => Register(typeof(Ambiguous))).Message.ShouldContain(nameof(Ambiguous));

    [Fact]
    public void A_name_that_is_not_allowed_stops_the_start()
    {
        var message = Should.Throw<InvalidOperationException>(() => Register(typeof(Misnamed))).Message;

        message.ShouldContain(typeof(Misnamed).FullName!);
        message.ShouldContain("'Mis Named'");
    }

    [Fact]
    public void Only_tasks_that_are_wanted_are_registered()
    {
        _services.AddTasks(_configuration, [new StubAssembly([typeof(First), typeof(Second)])], name => name == "tests.second");

        var registry = _services.Select(service => service.ImplementationInstance).OfType<TaskRegistry>().Single();
        registry.Definitions.ShouldHaveSingleItem().Name.ShouldBe("tests.second");
        using var provider = _services.BuildServiceProvider();
        provider.GetServices<First>().ShouldBeEmpty();
    }

    [Fact]
    public void The_names_of_an_assemblys_tasks_are_told_in_order() =>
        TasksServices.NamesIn(new StubAssembly([typeof(Second), typeof(Unfinished), typeof(First)]))
            .ShouldBe(["tests.first", "tests.second"]);

    private TaskRegistry Register(params Type[] types)
    {
        _services.AddTasks(_configuration, new StubAssembly(types));
        return _services.Select(service => service.ImplementationInstance).OfType<TaskRegistry>().Single();
    }

    private sealed class First : ITaskHandler<JsonElement, int>
    {
        public static string Name => "tests.first";

        public static string? Description => "The first.";

        public static TaskPolicy Policy => TaskPolicy.Default with { MaxAttempts = 4 };

        public static void AddServices(IServiceCollection services, IConfiguration configuration) =>
            services.AddSingleton(configuration["Greeting"]!);

        public Task<int> Run(JsonElement arguments, TaskContext context) => Task.FromResult(1);
    }

    private sealed class Second : ITaskHandler<JsonElement, int>
    {
        public static string Name => "tests.second";

        public Task<int> Run(JsonElement arguments, TaskContext context) => Task.FromResult(2);
    }

    private sealed class Copycat : ITaskHandler<JsonElement, int>
    {
        public static string Name => "tests.first";

        public Task<int> Run(JsonElement arguments, TaskContext context) => Task.FromResult(1);
    }

    private sealed class Misnamed : ITaskHandler<JsonElement, int>
    {
        public static string Name => "Mis Named";

        public Task<int> Run(JsonElement arguments, TaskContext context) => Task.FromResult(0);
    }

    private sealed class Ambiguous : ITaskHandler<JsonElement, int>, ITaskHandler<string, int>
    {
        public static string Name => "tests.ambiguous";

        public Task<int> Run(JsonElement arguments, TaskContext context) => Task.FromResult(0);

        public Task<int> Run(string arguments, TaskContext context) => Task.FromResult(0);
    }

    private abstract class Unfinished : ITaskHandler<JsonElement, int>
    {
        public static string Name => "tests.unfinished";

        public abstract Task<int> Run(JsonElement arguments, TaskContext context);
    }

    private sealed class Open<TArguments> : ITaskHandler<TArguments, int>
        where TArguments : notnull
    {
        public static string Name => "tests.open";

        public Task<int> Run(TArguments arguments, TaskContext context) => Task.FromResult(0);
    }
}
