using System.CommandLine;

namespace Messaging.Upgrade;

/// <summary>The program's options.</summary>
internal static class RecorderCommandLine
{
    public static RootCommand Create()
    {
        var build = Text("--build", "Where the programs of the release are: a directory for each, such as Messaging.Producer/release.");
        var output = Text("--output", "Where the dump goes.");
        var redis = Text("--redis", "Connection string of an empty Redis.");
        var broker = Text("--rabbitmq", "Connection string of an empty RabbitMQ.");
        var tool = Text("--rabbitmq-tool", "The script that governs that RabbitMQ: infra/local/rabbitmq.sh.");
        var home = Text("--rabbitmq-directory", "The directory that script knows it by.");
        var command = new RootCommand("Brings tasks into every state with the services of a release, and dumps all that they leave in Redis and RabbitMQ.") { build, output, redis, broker, tool, home };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var settings = new RecordingSettings(
                arguments.GetRequiredValue(build),
                arguments.GetRequiredValue(output),
                arguments.GetRequiredValue(redis),
                arguments.GetRequiredValue(broker),
                arguments.GetRequiredValue(tool),
                arguments.GetRequiredValue(home));
            await using var recording = await Recording.Begin(settings, TimeProvider.System, cancellationToken);
            await recording.Run(cancellationToken);
            return 0;
        });
        return command;
    }

    private static Option<string> Text(string name, string description) => new(name) { Description = description, Required = true };
}
