using System.Net.Http.Json;
using System.Text.Json;
using Messaging.TestSupport.Otlp;

namespace Messaging.EndToEnd.Tests.Processes;

/// <summary>Three processes and the collector that they tell everything.</summary>
internal sealed class ObservedSystem : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private ObservedSystem(OtlpReceiver receiver, TaskSystem tasks) => (Receiver, Tasks) = (receiver, tasks);

    public OtlpReceiver Receiver { get; }

    public TaskSystem Tasks { get; }

    /// <summary>Starts all of them.</summary>
    /// <param name="servers">Broker and store.</param>
    /// <param name="protocol"><c>grpc</c> or <c>http/protobuf</c>.</param>
    /// <param name="settings">Further settings of the processes.</param>
    public static async Task<ObservedSystem> Start(OwnServers servers, string protocol, params (string Name, string Value)[] settings)
    {
        var receiver = await OtlpReceiver.Start();
        try
        {
            var environment = receiver.Variables(protocol);
            foreach (var (name, value) in settings)
            {
                environment[name] = value;
            }

            return new ObservedSystem(receiver, await servers.StartSystem(environment));
        }
        catch
        {
            await receiver.DisposeAsync();
            throw;
        }
    }

    /// <summary>Submits a task as part of a caller's trace.</summary>
    public async Task<Guid> Submit(object task, string traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tasks") { Content = JsonContent.Create(task) };
        request.Headers.Add("traceparent", traceParent);
        using var response = await Tasks.Producer.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    /// <summary>Waits until a trace is as it should be; fails with what there is of it.</summary>
    public Task<SpanTree> WaitForTrace(string traceId, Func<SpanTree, bool> accept) => Receiver.WaitForTrace(traceId, accept, Limit);

    public async ValueTask DisposeAsync()
    {
        await Tasks.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
