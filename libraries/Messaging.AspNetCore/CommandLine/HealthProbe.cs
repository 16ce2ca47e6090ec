using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Messaging.AspNetCore.CommandLine;

/// <summary>
/// Asks a running service for its readiness. For the health checks of containers, whose images hold nothing that could ask.
/// </summary>
internal static class HealthProbe
{
    private const int LongestAnswer = 64 * 1024;

    // Each check of readiness has 2 seconds, and they run at the same time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Asks, and writes what was answered.</summary>
    /// <param name="named">The address to ask; <see langword="null"/> for where settings have this service listen.</param>
    /// <param name="settings">Settings of the command line.</param>
    /// <param name="output">Where to write the health document, or the sentence that says why there is none.</param>
    /// <returns>0 when the service is ready, 1 when it is not or does not answer, <see cref="ServiceProgram.BadSettings"/> without an
    /// address.</returns>
    public static async Task<int> Run(string? named, string[] settings, TextWriter output)
    {
        if (Address(named, settings) is not { } address)
        {
            await output.WriteLineAsync("Where is the service? Set ASPNETCORE_URLS, or name it: --health http://127.0.0.1:5080");
            return ServiceProgram.BadSettings;
        }

        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = LongestAnswer };
        try
        {
            using var answer = await client.GetAsync(new Uri(address, "/health/ready"));
            await output.WriteLineAsync(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (HttpRequestException exception)
        {
            await output.WriteLineAsync($"{address} does not answer: {exception.Message}");
        }
        catch (OperationCanceledException)
        {
            await output.WriteLineAsync($"{address} does not answer within {Patience.TotalSeconds} s.");
        }

        return 1;
    }

    /// <summary>The address to ask: the first of several, on this machine where the service listens on every interface.</summary>
    /// <param name="named">The address to ask, if one is named.</param>
    /// <param name="settings">Settings of the command line.</param>
    /// <returns><see langword="null"/> when there is none, or none that can be read.</returns>
    public static Uri? Address(string? named, string[] settings) =>
        (named ?? Configuration(settings)["urls"])
            ?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var first, ..]
            ? Reachable(first)
            : null;

    private static Uri? Reachable(string url)
    {
        try
        {
            var binding = BindingAddress.Parse(url);
            var host = binding.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "127.0.0.1" : binding.Host;
            return new UriBuilder(binding.Scheme, host, binding.Port).Uri;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // As the host reads them, the strongest last.
    private static IConfigurationRoot Configuration(string[] settings) => new ConfigurationBuilder()
        .AddEnvironmentVariables("DOTNET_")
        .AddEnvironmentVariables("ASPNETCORE_")
        .AddEnvironmentVariables()
        .AddCommandLine(settings)
        .Build();
}
