using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Messaging.Tasks;

namespace Messaging.BundledTasks;

/// <summary>The task to try things out with: quick when asked plainly, and as slow as one likes.</summary>
internal sealed class AddNumbers(TimeProvider clock) : ITaskHandler<AddNumbers.Arguments, double>
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    public static string Name => "math.add";

    public static string? Description => "Adds two numbers, after a pause if one is asked for.";

    // The longest pause is an hour.
    public static TaskPolicy Policy => TaskPolicy.Default with { TimeLimit = TimeSpan.FromHours(2) };

    public async Task<double> Run(Arguments arguments, TaskContext context)
    {
        await Pause(TimeSpan.FromSeconds(arguments.Seconds), context);
        var sum = arguments.A + arguments.B;
        return double.IsFinite(sum) ? sum : throw new PermanentTaskException("The sum is too large for a number.");
    }

    private async Task Pause(TimeSpan length, TaskContext context)
    {
        for (var passed = TimeSpan.Zero; passed < length;)
        {
            var step = length - passed < ReportInterval ? length - passed : ReportInterval;
            await Task.Delay(step, clock, context.CancellationToken);
            passed += step;
            context.Report(100 * (passed / length), $"{passed.TotalSeconds:0} of {length.TotalSeconds:0} seconds");
        }
    }

    public sealed record Arguments
    {
        [Description("The first number.")]
        public required double A { get; init; }

        [Description("The second number.")]
        public required double B { get; init; }

        [Description("How long to wait before adding, in seconds.")]
        [Range(0, 3600)]
        public double Seconds { get; init; }
    }
}
