using System.Text.Json;
using Messaging.Contracts;
using Messaging.Tasks.Registration;
using Messaging.Tasks.Running;
using Messaging.Tasks.Serialization.Schemas;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Tasks.Tests.Serialization;

/// <summary>A task that returns its arguments, and what Producer and the worker say to arguments of their type.</summary>
public sealed class Echo<T> : ITaskHandler<T, T>, IDisposable
    where T : notnull
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddLogging()
        .AddTask<Echo<T>, T, T>(new ConfigurationBuilder().Build())
        .AddTasks(new ConfigurationBuilder().Build())
        .BuildServiceProvider();

    public static string Name => "tests.echo";

    public Task<T> Run(T arguments, TaskContext context) => Task.FromResult(arguments);

    public JsonElement Schema => _services.GetRequiredService<TaskRegistry>().Definitions.Single().ArgumentsSchema;

    /// <summary>What Producer would refuse.</summary>
    public string[] Faults(string arguments)
    {
        var faults = new List<string>();
        new CompiledSchema(Schema).Check(JsonElement.Parse(arguments), "args", (field, message) => faults.Add($"{field}: {message}"));
        return [.. faults];
    }

    /// <summary>What the worker makes of it.</summary>
    public Task<TaskOutcome> Work(string arguments) =>
        _services.GetRequiredService<TaskRunner>()
            .Run(
                new RunTask { TaskId = Guid.Empty, Name = Name, Arguments = JsonElement.Parse(arguments) },
                progress: null,
                CancellationToken.None);

    public void Dispose() => _services.Dispose();
}
