using System.Text.Json;
using Messaging.Contracts;
using Messaging.Tasks.Running;
using Messaging.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.Tasks.Tests.Running;

/// <summary>A runner that knows <see cref="ScriptedTask"/>, on a clock that stands still and with dice that always say a half.</summary>
internal sealed class ScriptedRun : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ScriptedRun(Func<TaskContext, Task<object?>> script, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection()
            // With a reader of everything: a message whose exception cannot be written must not matter.
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Readers()))
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IRandomSource>(new Half())
            .AddSingleton(script);
        configure?.Invoke(services);
        var configuration = new ConfigurationBuilder().Build();
        services.AddTasks(configuration)
            .AddTask<ScriptedTask, JsonElement, object?>(configuration)
            .AddTask<PatientTask, JsonElement, object?>(configuration)
            .AddTask<FilteredTask, JsonElement, object?>(configuration)
            .AddTask<PickyTask, JsonElement, object?>(configuration);
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

    public Task<TaskOutcome> StartPatient(CancellationToken cancellationToken = default) =>
        Start(Command with { Name = PatientTask.Name }, cancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class Readers : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _ = $"{formatter(state, exception)}\n{exception}";
    }

    private sealed class Half : IRandomSource
    {
        public double NextSample() => 0.5;
    }
}
