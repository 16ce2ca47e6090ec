using System.Text.Json;
using Messaging.Contracts;
using Messaging.Tasks;
using Messaging.Tasks.Running;
using Messaging.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.BundledTasks.Tests;

/// <summary>The worker's tasks as it runs them, by name and with JSON, on a clock that stands still.</summary>
internal sealed class WorkerTasks : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <summary>With settings, of which a later one wins over an earlier one of the same name.</summary>
    public WorkerTasks(params IEnumerable<(string Key, string? Value)> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection().Build();
        foreach (var (key, value) in settings)
        {
            configuration[key] = value;
        }

        _services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(Logs))
            .AddSingleton<TimeProvider>(Clock)
            .AddBundledTasks(configuration)
            .BuildServiceProvider(validateScopes: true);
    }

    public WatchedTimeProvider Clock { get; } = new();

    public RecordedLogs Logs { get; } = new();

    public IServiceProvider Services => _services;

    /// <summary>What a host does before it starts.</summary>
    public void Validate() => _services.GetRequiredService<IStartupValidator>().Validate();

    public Task<TaskOutcome> Run(
        string name,
        object arguments,
        Guid? id = null,
        int attempt = 1,
        Action<TaskProgress>? onProgress = null,
        CancellationToken cancellationToken = default)
    {
        var command = new RunTask
        {
            TaskId = id ?? Guid.NewGuid(),
            Name = name,
            Arguments = JsonSerializer.SerializeToElement(arguments, JsonSerializerOptions.Web),
            Attempt = attempt,
        };
        return _services.GetRequiredService<TaskRunner>()
            .Run(command, onProgress is null ? null : new Callback(onProgress), cancellationToken);
    }

    public async Task<JsonElement> Succeed(string name, object arguments, Guid? id = null, int attempt = 1) =>
        (await Run(name, arguments, id, attempt)).ShouldSucceed();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    // Progress<T> reports from another thread, some time later.
    private sealed class Callback(Action<TaskProgress> report) : IProgress<TaskProgress>
    {
        public void Report(TaskProgress value) => report(value);
    }
}
