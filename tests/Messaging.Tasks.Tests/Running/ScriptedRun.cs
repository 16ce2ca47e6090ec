using System.Text.Json;
using Messaging.Contracts;
using Messaging.Tasks.Running;
using Messaging.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Tasks.Tests.Running;

/// <summary>A runner that knows <see cref="ScriptedTask"/>, on a clock that stands still and with dice that always say a half.</summary>
internal sealed class ScriptedRun : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ScriptedRun(Func<TaskContext, Task<object?>> script, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IRandomSource>(new Half())
            .AddSingleton(script);
        configure?.Invoke(services);
        var configuration = new ConfigurationBuilder().Build();
        services.AddTasks(configuration).AddTask<ScriptedTask, JsonElement, object?>(configuration).AddTask<PatientTask, JsonElement, object?>(configuration);
        _services = services.BuildServiceProvider(validateScopes: true);
        Runner = _services.GetRequiredService<TaskRunner>();
    }

    public WatchedTimeProvider Clock { get; } = new();

    public TaskRunner Runner { get; }

    public static RunTask Command => new()
    {
        TaskId = Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
        Name = ScriptedTask.Name,
        Arguments = JsonSerializer.SerializeToElement(new { }),
    };

    public Task<TaskOutcome> Start(RunTask? command = null, CancellationToken cancellationToken = default) =>
        Runner.Run(command ?? Command, progress: null, cancellationToken);

    public Task<TaskOutcome> Start(AttemptSignals signals) => Runner.Run(Command, signals);

    public Task<TaskOutcome> StartPatient(CancellationToken cancellationToken = default) => Start(Command with { Name = PatientTask.Name }, cancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class Half : IRandomSource
    {
        public double NextSample() => 0.5;
    }
}
