using System.Reflection;
using OpenTelemetry.Resources;

namespace Messaging.Hosting.Telemetry;

/// <summary>
/// What every span, metric and log record says of the process it comes from. The SDK itself knows the environment and what the variables
/// say, nothing more.
/// </summary>
internal static class ProcessResource
{
    private const string Namespace = "messaging";

    private static readonly string Instance = Guid.NewGuid().ToString();

    /// <summary>Adds it. <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> come last, so they win.</summary>
    public static void AddProcess(this ResourceBuilder resource, string service) => resource
        .AddService(service, Namespace, Version(), autoGenerateServiceInstanceId: false, Instance)
        .AddAttributes([new("host.name", Environment.MachineName), new("process.pid", (long)Environment.ProcessId)])
        .AddEnvironmentVariableDetector();

    // The build puts the commit behind a plus.
    private static string? Version() =>
        typeof(ProcessResource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
}
