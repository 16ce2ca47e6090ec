using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messaging.TestSupport.Otlp;

/// <summary>A collector that keeps what it gets: OTLP over HTTP with protobuf at one port, over gRPC at another.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private const int GrpcPrefix = 5;

    private readonly WebApplication _application;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentQueue<ReceivedMetric> _metrics = new();
    private readonly ConcurrentQueue<ReceivedLog> _logs = new();
    private readonly ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Headers)> _requests = new();

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2);
        });
        // Or it would tell of itself, when what it listens to lives in the same process.
        builder.Services.AddSingleton(new ActivitySource("Messaging.TestSupport.Otlp"));
        _application = builder.Build();
        _application.Run(Receive);
    }

    /// <summary>For <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> with <c>http/protobuf</c>.</summary>
    public string HttpUrl => _application.Urls.First();

    /// <summary>For <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> with <c>grpc</c>.</summary>
    public string GrpcUrl => _application.Urls.Last();

    /// <summary>Makes it take requests and never answer, as long as it lives.</summary>
    public bool Hangs { get; set; }

    /// <summary>Makes it answer 503, as long as it is so.</summary>
    public bool Refuses { get; set; }

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    public IReadOnlyCollection<ReceivedMetric> Metrics => _metrics;

    public IReadOnlyCollection<ReceivedLog> Logs => _logs;

    /// <summary>Path and headers of every request, answered or not.</summary>
    public IReadOnlyCollection<(string Path, IReadOnlyDictionary<string, string> Headers)> Requests => _requests;

    public static async Task<OtlpReceiver> Start()
    {
        var receiver = new OtlpReceiver();
        await receiver._application.StartAsync();
        return receiver;
    }

    /// <summary>The variables that send a process's telemetry here, soon after it is there.</summary>
    /// <param name="protocol"><c>grpc</c> or <c>http/protobuf</c>.</param>
    public Dictionary<string, string> Variables(string protocol) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = protocol == "grpc" ? GrpcUrl : HttpUrl,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    /// <summary>Waits for a span.</summary>
    public async Task<ReceivedSpan> WaitForSpan(Func<ReceivedSpan, bool> accept, TimeSpan? limit = null) =>
        (await WaitFor(_spans, accept, limit)).First(accept);

    /// <summary>Waits for a metric.</summary>
    public async Task<ReceivedMetric> WaitForMetric(Func<ReceivedMetric, bool> accept, TimeSpan? limit = null) =>
        (await WaitFor(_metrics, accept, limit)).First(accept);

    /// <summary>Waits for a log record.</summary>
    public async Task<ReceivedLog> WaitForLog(Func<ReceivedLog, bool> accept, TimeSpan? limit = null) =>
        (await WaitFor(_logs, accept, limit)).First(accept);

    /// <summary>Waits until the spans of a trace are as they should be.</summary>
    public async Task<SpanTree> WaitForTrace(string traceId, Func<SpanTree, bool> accept, TimeSpan? limit = null) =>
        await Eventually.Get(() => Task.FromResult(Trace(traceId)), accept, limit);

    /// <summary>What has come of a trace so far.</summary>
    public SpanTree Trace(string traceId) => new(_spans.Where(span => span.TraceId == traceId));

    public async ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        await _application.DisposeAsync();
    }

    private async Task<IReadOnlyCollection<T>> WaitFor<T>(ConcurrentQueue<T> received, Func<T, bool> accept, TimeSpan? limit)
    {
        try
        {
            await Eventually.Is(() => received.Any(accept), limit);
            return received;
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Not received. Requests to {string.Join(", ", _requests.Select(request => request.Path).Distinct())}. Received:\n{string.Join('\n', received)}", exception);
        }
    }

    private async Task Receive(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var isGrpc = context.Request.ContentType == "application/grpc";
        // A copy: the server uses the collection again for the next request.
        _requests.Enqueue(
            (
                path,
                context.Request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (Hangs)
        {
            await _released.Task;
            return;
        }

        if (Refuses)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        Keep(
            path,
            ProtoMessage.Parse(
                isGrpc ? GrpcMessage(body.ToArray()) : HttpMessage(body.ToArray(), context.Request.Headers.ContentEncoding == "gzip")));
        await (isGrpc ? AnswerGrpc(context) : AnswerHttp(context));
    }

    private void Keep(string path, ProtoMessage request)
    {
        switch (path)
        {
            case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                Keep(_spans, OtlpDecoder.Spans(request));
                break;
            case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                Keep(_metrics, OtlpDecoder.Metrics(request));
                break;
            case "/v1/logs" or "/opentelemetry.proto.collector.logs.v1.LogsService/Export":
                Keep(_logs, OtlpDecoder.Logs(request));
                break;
            default:
                throw new InvalidDataException($"No collector takes anything at {path}.");
        }
    }

    private static void Keep<T>(ConcurrentQueue<T> kept, IEnumerable<T> received)
    {
        foreach (var record in received)
        {
            kept.Enqueue(record);
        }
    }

    private static byte[] HttpMessage(byte[] body, bool isCompressed) => isCompressed ? Decompress(body) : body;

    // A byte that tells whether it is compressed and four for the length come before the one message.
    private static byte[] GrpcMessage(byte[] body)
    {
        var message = body.AsSpan(GrpcPrefix, (int)BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1))).ToArray();
        return body[0] == 1 ? Decompress(message) : message;
    }

    private static byte[] Decompress(byte[] bytes)
    {
        using var zipped = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zipped.CopyTo(plain);
        return plain.ToArray();
    }

    private static Task AnswerHttp(HttpContext context)
    {
        context.Response.ContentType = "application/x-protobuf";
        return Task.CompletedTask;
    }

    private static async Task AnswerGrpc(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[GrpcPrefix]);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
