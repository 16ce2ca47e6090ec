using System.CommandLine;
using System.Net.Sockets;
using Messaging.Bench.Http;
using Messaging.Bench.Load;
using Messaging.Bench.Reports;
using RabbitMQ.Client.Exceptions;
using Spectre.Console;
using StackExchange.Redis;

namespace Messaging.Bench.Commands;

/// <summary>Runs a measurement for a command and writes what it found; a failure becomes one sentence and exit code 1.</summary>
internal static class MeasurementAction
{
    public static Command Measuring(this Command command, Func<ParseResult, CancellationToken, Task<Report>> measure)
    {
        command.SetAction((arguments, cancellationToken) => Run(arguments, measure, cancellationToken));
        return command;
    }

    public static TaskClient Client(this ParseResult arguments) =>
        new(arguments.GetRequiredValue(GlobalOptions.Producer), arguments.GetRequiredValue(GlobalOptions.Status));

    public static Workload Workload(this ParseResult arguments) => new(new Random(arguments.GetRequiredValue(GlobalOptions.Seed)));

    private static async Task<int> Run(
        ParseResult arguments, Func<ParseResult, CancellationToken, Task<Report>> measure, CancellationToken cancellationToken)
    {
        try
        {
            Write(await measure(arguments, cancellationToken), arguments.GetValue(GlobalOptions.Json));
            return 0;
        }
        catch (Exception exception) when (exception is BenchFailedException
            or HttpRequestException
            or SocketException
            or RedisException
            or RabbitMQClientException
            or IOException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static void Write(Report report, bool isJson)
    {
        if (isJson)
        {
            Console.WriteLine(JsonLine.Of(report));
        }
        else
        {
            ReportTable.Write(report, AnsiConsole.Console);
        }
    }
}
