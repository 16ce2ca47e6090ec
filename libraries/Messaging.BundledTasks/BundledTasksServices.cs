using System.Reflection;
using Messaging.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.BundledTasks;

/// <summary>
/// Registration of the tasks that come with the product: <c>math.add</c>, <c>email.send</c>, <c>etl.import-csv</c>, <c>http.request</c>.
/// </summary>
public static class BundledTasksServices
{
    private const string Setting = "Tasks:Disabled";

    private static readonly Assembly Assembly = typeof(BundledTasksServices).Assembly;

    /// <summary>Registers all of them but those that the setting <c>Tasks:Disabled</c> names, separated by commas.</summary>
    /// <exception cref="OptionsValidationException">The setting names what is not one of them.</exception>
    public static IServiceCollection AddBundledTasks(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var known = TasksServices.NamesIn(Assembly);
        string[] disabled = (configuration[Setting] ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] unknown = [.. disabled.Except(known)];
        return unknown.Length == 0
            ? services.AddTasks(configuration, [Assembly], name => !disabled.Contains(name))
            : throw new OptionsValidationException(
                Setting, typeof(BundledTasksServices), unknown.Select(
                    name => $"{Setting} names '{name}', which is not a bundled task; these are {string.Join(", ", known)}."));
    }
}
