using System.CommandLine;

namespace Messaging.Chaos;

/// <summary>The program's options.</summary>
internal static class ChaosCommandLine
{
    public static RootCommand Create()
    {
        var tasks = Whole("--tasks", 10_000, 1, 1_000_000, "Tasks to submit.");
        var seed = Whole("--seed", 1, 0, int.MaxValue, "Seed of everything random.");
        var rate = Whole("--rate", 100, 1, 10_000, "Tasks submitted per second.");
        var patience = Whole(
            "--patience", 180, 1, 86_400, "Seconds without any task ending after which those that are left count as stuck.");
        var producer = Address("--producer", "http://127.0.0.1:5080/", "Where Producer listens.");
        var status = Address("--status", "http://127.0.0.1:5081/", "Where StatusQuery listens.");
        var deadly = new Option<bool>("--deadly") { Description = "Some tasks kill the process that runs them." };
        var submitted = new Option<FileInfo?>("--submitted-file")
        {
            Description = "Written when all tasks are submitted, for whoever disturbs the system meanwhile.",
        };
        var command = new RootCommand(
            "Submits tasks of many kinds to running services, cancels some, and checks how each of them ended. What disturbs the "
                + "services is infra/chaos.sh's.")
        {
            tasks, seed, rate, patience, producer, status, deadly, submitted,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var settings = new ChaosSettings(
                arguments.GetRequiredValue(tasks),
                arguments.GetRequiredValue(seed),
                arguments.GetRequiredValue(rate),
                TimeSpan.FromSeconds(arguments.GetRequiredValue(patience)),
                arguments.GetValue(submitted),
                IsDeadly: arguments.GetValue(deadly));
            using var submissions = Client(arguments.GetRequiredValue(producer));
            using var answers = Client(arguments.GetRequiredValue(status));
            await using var target = await EffectTarget.Start();
            var api = new TaskApi(submissions, answers);
            var ledger = await new ChaosRun(api, target, TimeProvider.System, Console.Error).Run(settings, cancellationToken);
            ledger = ledger with { Undecodable = await api.Undecodable(cancellationToken) };
            ledger.Write(Console.Out);
            return ledger.IsClean ? 0 : 1;
        });
        return command;
    }

    private static HttpClient Client(Uri address) => new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(15) };

    private static Option<Uri> Address(string name, string standard, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => new Uri(standard),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address))
            {
                return address;
            }

            result.AddError($"{name} must be an address such as {standard}.");
            return null;
        },
    };

    private static Option<int> Whole(string name, int standard, int least, int most, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
            {
                result.AddError($"{name} must be {least} to {most}.");
            }
        });
        return option;
    }
}
