using System.Text.Json;
using Json.Schema;
using Messaging.Bench.Reports;
using Messaging.Tasks.Serialization.Schemas;

namespace Messaging.Bench.Measurements;

/// <summary>
/// What checking the arguments of one submission costs, by Producer's own check and by JsonSchema.Net, on the schemas that workers
/// announced.
/// Arguments are parsed before, as they are for both in Producer; both schemas are built before, and JsonSchema.Net collects no errors.
/// </summary>
internal sealed class SchemaChecks(JsonElement types)
{
    private static readonly EvaluationOptions WithoutErrors = new() { OutputFormat = OutputFormat.Flag };

    // What a caller sends, and the same with an error that both must find.
    private static readonly Dictionary<string, (string Good, string Bad)> Arguments = new()
    {
        ["math.add"] = ("""{"a":1,"b":2}""", """{"a":1,"b":"2"}"""),
        ["email.send"] = (
            """{"to":["Ann <ann@example.com>","bob@example.com"],"subject":"Invoice 4711","text":"Please find the invoice below.","replyTo":"billing@example.com"}""",
            """{"to":["ann@example.com"],"subject":"","text":"Hello"}"""),
        ["http.request"] = (
            """{"url":"https://api.example.com/orders","method":"POST","headers":{"Accept":"application/json","X-Request-Id":"4711"},"body":{"order":4711,"lines":[{"sku":"A1","count":2}]},"timeoutSeconds":5}""",
            """{"url":"https://api.example.com/orders","method":"BREW"}"""),
        ["etl.import-csv"] = (
            """{"path":"in/orders.csv","database":"orders.db","table":"orders","columns":[{"name":"id","type":"integer"},{"name":"price","type":"real"},{"name":"note"}],"delimiter":";","maxRejected":10}""",
            """{"path":"in/orders.csv","database":"orders.db","table":"orders","maxRejected":-1}"""),
    };

    public Report Measure(TimeSpan length) => new(Report.Ours, "schema", [])
    {
        Parts =
        [
            .. types.EnumerateArray()
                .Where(type => Arguments.ContainsKey(type.GetProperty("name").GetString()!))
                .Select(type => Measure(type, length)),
        ],
    };

    private static Report Measure(JsonElement type, TimeSpan length)
    {
        var name = type.GetProperty("name").GetString()!;
        var schema = type.GetProperty("argumentsSchema");
        var own = new CompiledSchema(schema);
        var built = JsonSchema.FromText(schema.GetRawText());
        var (good, bad) = (JsonElement.Parse(Arguments[name].Good), JsonElement.Parse(Arguments[name].Bad));
        if (!IsValid(own, good) || IsValid(own, bad) || !IsValid(built, good) || IsValid(built, bad))
        {
            throw new BenchFailedException(
                $"The schema of {name} does not tell good arguments from bad ones; the arguments of the benchmark are out of date.");
        }

        var (ownTime, ownBytes) = Cost(() => IsValid(own, good), length);
        var (otherTime, otherBytes) = Cost(() => IsValid(built, good), length);
        return new Report(Report.Ours, name,
        [
            new Figure("ownNs", "own check, ns", ownTime),
            new Figure("ownBytes", "own check, bytes allocated", ownBytes),
            new Figure("jsonSchemaNetNs", "JsonSchema.Net, ns", otherTime),
            new Figure("jsonSchemaNetBytes", "JsonSchema.Net, bytes allocated", otherBytes),
        ]);
    }

    private static bool IsValid(CompiledSchema schema, JsonElement arguments) => schema.Check(arguments, "args", static (_, _) => { });

    private static bool IsValid(JsonSchema schema, JsonElement arguments) => schema.Evaluate(arguments, WithoutErrors).IsValid;

    // Processor time, since neighbours on the machine take none of it, and the least of several rounds: cold caches only ever add.
    private static (double Nanoseconds, double Bytes) Cost(Func<bool> check, TimeSpan length)
    {
        const int Rounds = 10, Batch = 10_000;
        var (least, bytes) = (double.MaxValue, 0d);
        for (var round = 0; round < Rounds; round++)
        {
            var (calls, allocated, start) = (0, GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
            while (Environment.CpuUsage.TotalTime - start < length / Rounds)
            {
                for (var call = 0; call < Batch; call++)
                {
                    check();
                }

                calls += Batch;
            }

            least = Math.Min(least, (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / calls);
            bytes = (GC.GetTotalAllocatedBytes() - allocated) / (double)calls;
        }

        return (least, bytes);
    }
}
