using System.CommandLine;
using Messaging.Bench.Collecting;

namespace Messaging.Bench.Commands;

/// <summary><c>otlp-sink</c>.</summary>
internal static class OtlpSinkCommand
{
    public static Command Create()
    {
        var port = WholeNumber.Option("--port", 4318, "Where to listen, on loopback.", least: 1);
        var command = new Command(
            "otlp-sink",
            "Takes what services export by OTLP over HTTP and throws it away; ends when told to, and says how many bytes there "
                + "were.") { port };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            using var sink = new OtlpSink(arguments.GetRequiredValue(port));
            await sink.Run(cancellationToken);
            Console.WriteLine($"{sink.Bytes} bytes");
            return 0;
        });
        return command;
    }
}
