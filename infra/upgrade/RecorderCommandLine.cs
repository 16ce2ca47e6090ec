using System.CommandLine;

namespace Messaging.Upgrade;

/// <summary>The program's options.</summary>
internal static class RecorderCommandLine
{
    public static RootCommand Create()
    {
        var build = Text(
            "--build", "Where the programs of the release are: a directory for each, such as Messaging.Producer.Service/release.");
        var output = Text("--output", "Where the dump goes.");
        var redis = Text("--redis", "Connection string of an empty Redis.");
        var broker = Text("--rabbitmq", "Connection string of an empty RabbitMQ.");
        var tool = Text("--rabbitmq-tool", "The script that governs that RabbitMQ: infra/local/rabbitmq.sh.");
        var home = Text("--rabbitmq-directory", "The directory that script knows it by.");
        var command = new RootCommand(
            "Brings tasks into every state with the services of a release, and dumps all that they leave in Redis and "
                + "RabbitMQ.") { build, output, redis, broker, tool, home };
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
        command.Subcommands.Add(Roll());
        return command;
    }

    private static Command Roll()
    {
        var from = Text(
            "--from", "Where the programs of the release before are: a directory for each, such as Messaging.Producer.Service/release.");
        var to = Text("--to", "Where those of this one are.");
        var redis = Text("--redis", "Connection string of an empty Redis.");
        var broker = Text("--rabbitmq", "Connection string of an empty RabbitMQ.");
        var tool = Text("--rabbitmq-tool", "The script that governs that RabbitMQ: infra/local/rabbitmq.sh.");
        var home = Text("--rabbitmq-directory", "The directory that script knows it by.");
        var logs = Text("--logs", "A directory for the logs of all processes.");
        var seed = Number("--seed", 1, "Seed of everything random.");
        var rate = Number("--rate", 30, "Tasks submitted per second.");
        var pause = Number("--pause", 5, "Seconds that each mixture of versions works.");
        var command = new Command(
            "roll",
            "Upgrades the release before to this one, process after process and under load, and goes back; then checks how each "
                + "task ended.")
        {
            from, to, redis, broker, tool, home, logs, seed, rate, pause,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var settings = new RollSettings(
                arguments.GetRequiredValue(from),
                arguments.GetRequiredValue(to),
                arguments.GetRequiredValue(redis),
                arguments.GetRequiredValue(broker),
                arguments.GetRequiredValue(tool),
                arguments.GetRequiredValue(home),
                arguments.GetRequiredValue(logs),
                arguments.GetRequiredValue(seed),
                arguments.GetRequiredValue(rate),
                TimeSpan.FromSeconds(arguments.GetRequiredValue(pause)));
            await using var roll = new Roll(settings, TimeProvider.System);
            return await roll.Run(cancellationToken) ? 0 : 1;
        });
        return command;
    }

    private static Option<int> Number(string name, int standard, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => standard,
    };

    private static Option<string> Text(string name, string description) => new(name) { Description = description, Required = true };
}
