using System.Text.Json;
using Messaging.AspNetCore;
using Messaging.Contracts;
using Messaging.Hosting.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Hosting.Tests.Logging;

public sealed class ServiceLoggingTests
{
    private static readonly Guid TaskId = Guid.Parse("0198c0de-0000-7000-8000-000000000001");

    private static readonly RunTask Command = new()
    {
        TaskId = TaskId,
        Name = "math.add",
        Arguments = JsonSerializer.SerializeToElement(new { a = 1 }),
        Attempt = 2,
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly LoggerExternalScopeProvider _scopes = new();

    [Fact]
    public void In_json_an_entry_is_one_line_with_time_level_task_and_trace()
    {
        using var request = _scopes.Push(
            new Dictionary<string, object?> { ["RequestPath"] = "/api/v1/tasks", ["TraceId"] = "of the request" });
        using var task = _scopes.Push(new TaskScope(Command));

        var line = Write(
            new JsonLogFormatter(_clock), "Ran {TaskName}: {Outcome}\nafter {Count} and {Share}", "math.add", "Failed", 3, 0.5);

        line.ShouldEndWith("\n");
        line.TrimEnd().ShouldNotContain('\n');
        JsonSerializer.Deserialize<JsonElement>(line).GetRawText().ShouldBe(
            """{"timestamp":"2026-01-02T03:04:05.000Z","level":"Warning","category":"Messaging.Worker.Execution.AttemptRun","message":"Ran math.add: Failed\nafter 3 and 0.5","requestPath":"/api/v1/tasks","traceId":"0af7651916cd43dd8448eb211c80319c","task.id":"0198c0de-0000-7000-8000-000000000001","task.name":"math.add","task.attempt":2,"taskName":"math.add","outcome":"Failed","count":3,"share":0.5}""");
    }

    [Fact]
    public void In_json_no_value_takes_the_place_of_the_message()
    {
        var entry = JsonSerializer.Deserialize<JsonElement>(Write(new JsonLogFormatter(_clock), "{Message} at {Level}", "other", "high"));

        entry.GetProperty("message").GetString().ShouldBe("other at high");
        entry.GetProperty("level").GetString().ShouldBe("Warning");
    }

    [Fact]
    public void In_json_an_exception_is_part_of_the_line()
    {
        var line = Write(new JsonLogFormatter(_clock), new InvalidOperationException("First\nsecond"), "Failed");

        JsonSerializer.Deserialize<JsonElement>(line)
            .GetProperty("exception")
            .GetString()
            .ShouldBe("System.InvalidOperationException: First\nsecond");
        line.TrimEnd().ShouldNotContain('\n');
    }

    [Fact]
    public void In_text_an_entry_is_one_line_with_its_task_and_without_other_scopes()
    {
        using var request = _scopes.Push(
            new Dictionary<string, object?> { ["RequestPath"] = "/api/v1/tasks", ["SpanId"] = "b7ad6b7169203331" });
        using var task = _scopes.Push(new TaskScope(Command));

        var line = Write(new TextLogFormatter(_clock), "Told by {By}", "somebody\n\u001b[31mFATAL");

        line.ShouldEndWith(
            "WARN  AttemptRun: Told by somebody  [31mFATAL [task.id=0198c0de-0000-7000-8000-000000000001 task.name=math.add "
                + "task.attempt=2 TraceId=0af7651916cd43dd8448eb211c80319c]" + Environment.NewLine);
    }

    [Fact]
    public void In_text_what_is_about_no_task_shows_no_scope()
    {
        using var request = _scopes.Push(
            new Dictionary<string, object?> { ["RequestPath"] = "/api/v1/tasks", ["TraceId"] = "0af7651916cd43dd8448eb211c80319c" });

        Write(new TextLogFormatter(_clock), "Done").ShouldEndWith("WARN  AttemptRun: Done" + Environment.NewLine);
    }

    [Theory]
    [InlineData(null, null, TextLogFormatter.FormatterName)]
    [InlineData(null, "true", JsonLogFormatter.FormatterName)]
    [InlineData("text", "true", TextLogFormatter.FormatterName)]
    [InlineData("JSON", null, JsonLogFormatter.FormatterName)]
    public void The_format_follows_the_container_unless_it_is_set(string? format, string? isContainer, string expected)
    {
        using var services = Build(("Logging:Format", format), ("DOTNET_RUNNING_IN_CONTAINER", isContainer));

        services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName.ShouldBe(expected);
    }

    [Theory]
    [InlineData("xml")]
    [InlineData("1")]
    public void An_unknown_format_is_refused_with_a_sentence(string format) =>
        Should.Throw<OptionsValidationException>(() => Build(("Logging:Format", format))).Failures.ShouldBe(
            [$"Logging:Format is '{format}'; it must be json or text."]);

    [Fact]
    public void Frameworks_are_quiet_unless_they_are_asked()
    {
        using var services = Build(("Logging:LogLevel:MassTransit", "Debug"));
        var factory = services.GetRequiredService<ILoggerFactory>();

        factory.CreateLogger("Microsoft.AspNetCore.Routing").IsEnabled(LogLevel.Information).ShouldBeFalse();
        factory.CreateLogger("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService")
            .IsEnabled(LogLevel.Error)
            .ShouldBeFalse();
        factory.CreateLogger("MassTransit").IsEnabled(LogLevel.Debug).ShouldBeTrue();
        factory.CreateLogger("Messaging.Worker").IsEnabled(LogLevel.Information).ShouldBeTrue();
        factory.CreateLogger("Messaging.Worker").IsEnabled(LogLevel.Debug).ShouldBeFalse();
    }

    private static ServiceProvider Build(params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection([new("DOTNET_RUNNING_IN_CONTAINER", null)])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.AddServiceDefaults("tests", "http://127.0.0.1:0");
        return builder.Services.BuildServiceProvider();
    }

    private string Write(ConsoleFormatter formatter, string template, params object?[] values) => Write(formatter, null, template, values);

    private string Write(ConsoleFormatter formatter, Exception? exception, string template, params object?[] values)
    {
        var log = new Capture();
#pragma warning disable CA2254 // Each test writes by a template of its own.
        log.LogWarning(exception, template, values);
#pragma warning restore CA2254
        using var writer = new StringWriter();
        formatter.Write(log.Entry!.Value, _scopes, writer);
        return writer.ToString();
    }

    private sealed class Capture : ILogger
    {
        public LogEntry<object?>? Entry { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entry = new LogEntry<object?>(
                logLevel, "Messaging.Worker.Execution.AttemptRun", eventId, state, exception, (_, _) => formatter(state, exception));
    }
}
