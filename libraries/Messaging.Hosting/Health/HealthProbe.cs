using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Messaging.Hosting.Health;

/// <summary>
/// Asks a running service for its readiness, in place of itself: <c>--health</c>, or <c>--health http://127.0.0.1:5080</c>. For the health checks of containers, whose images
/// hold nothing that could ask. Without an address it asks where <c>ASPNETCORE_URLS</c> or <c>--urls</c> has this service listen.
/// </summary>
internal static class HealthProbe
{
    private const string Argument = "--health";
    private const int LongestAnswer = 64 * 1024;

    // Each check of readiness has 2 seconds, and they run at the same time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Whether the command line asks for it.</summary>
    public static bool IsWanted(IReadOnlyList<string> args) => args.Contains(Argument);

    /// <summary>Asks, and writes what was answered.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Where to write the health document, or the sentence that says why there is none.</param>
    /// <returns>0 when the service is ready, 1 when it is not or does not answer, <see cref="ServiceProgram.BadSettings"/> without an address.</returns>
    public static async Task<int> Run(IReadOnlyList<string> args, TextWriter output)
    {
        if (Address(args) is not { } address)
        {
            await output.WriteLineAsync($"Where is the service? Set ASPNETCORE_URLS, or name it: {Argument} http://127.0.0.1:5080");
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
    /// <param name="args">The command line.</param>
    /// <returns><see langword="null"/> when there is none, or none that can be read.</returns>
    public static Uri? Address(IReadOnlyList<string> args)
    {
        var next = args.Skip(args.ToList().IndexOf(Argument) + 1).FirstOrDefault();
        var isNamed = next is not null && !next.StartsWith("--", StringComparison.Ordinal);
        var urls = isNamed ? next : Settings(args)["urls"];
        return urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var first, ..] ? Reachable(first) : null;
    }

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
    private static IConfigurationRoot Settings(IReadOnlyList<string> args) => new ConfigurationBuilder()
        .AddEnvironmentVariables("DOTNET_")
        .AddEnvironmentVariables("ASPNETCORE_")
        .AddEnvironmentVariables()
        .AddCommandLine([.. args.Where(arg => arg != Argument)])
        .Build();
}
