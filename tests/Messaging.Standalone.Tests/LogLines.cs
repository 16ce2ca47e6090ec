using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Messaging.Standalone.Tests;

/// <summary>Everything that is logged from Information on, with scopes and exceptions.</summary>
internal sealed class LogLines : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = [];
    private IExternalScopeProvider? _scopes;

    public IReadOnlyList<string> All => [.. _lines];

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Log(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Log(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        void ILogger.Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var parts = new List<string> { $"{logLevel} {category}: {formatter(state, exception)}" };
            Add(state, parts);
            lines._scopes?.ForEachScope((scope, found) => Add(scope, found), parts);
            parts.Add(exception?.ToString() ?? "");
            lines._lines.Enqueue(string.Join(" | ", parts));
        }

        private static void Add(object? values, List<string> parts) =>
            parts.AddRange((values as IEnumerable<KeyValuePair<string, object?>> ?? []).Select(value => $"{value.Key}={value.Value}"));
    }
}
