using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Messaging.AspNetCore;

/// <summary>Where a process listens: <c>urls</c>, addresses separated by semicolons.</summary>
internal static class ListeningAddresses
{
    private static readonly string Setting = WebHostDefaults.ServerUrlsKey;

    /// <summary>Takes what is configured, or the default when nothing is.</summary>
    /// <exception cref="OptionsValidationException">What is configured is not a list of addresses.</exception>
    public static void Use(WebApplicationBuilder builder, string defaultUrl)
    {
        if (builder.Configuration[Setting] is not { } configured)
        {
            builder.WebHost.UseUrls(defaultUrl);
            return;
        }

        string[] bad =
        [
            .. configured.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(address => !IsAddress(address)),
        ];
        if (bad.Length > 0)
        {
            throw new OptionsValidationException(
                Setting,
                typeof(ListeningAddresses),
                bad.Select(address =>
                    $"{Setting} (ASPNETCORE_URLS) names '{address}'; an address is such as http://127.0.0.1:5080 or http://0.0.0.0:8080."));
        }
    }

    private static bool IsAddress(string text)
    {
        try
        {
            var address = BindingAddress.Parse(text);
            return address.Scheme is "http" or "https" && address.Port is >= 0 and <= 65_535 && address.PathBase.Length == 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
