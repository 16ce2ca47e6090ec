using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Messaging.AspNetCore.Security;

/// <summary>
/// Knows callers by a key, sent as <c>X-Api-Key</c> or as bearer token; where no keys are configured, by their being on this machine.
/// </summary>
internal sealed class ApiKeyHandler(
    ApiKeys keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    // One for all requests, since keys do not tell callers apart.
    private static readonly AuthenticateResult Known = AuthenticateResult.Success(
        new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(SchemeName)), SchemeName));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(IsKnown() ? Known : AuthenticateResult.NoResult());

    // Appended: another scheme may have said what it takes. The body is made for all refusals in one place.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.Append(HeaderNames.WWWAuthenticate, "Bearer");
        return base.HandleChallengeAsync(properties);
    }

    private bool IsKnown() => keys.Any
        ? KeyOf(Request) is { } key && keys.Contains(key)
        : Context.Connection.RemoteIpAddress is not { } caller || IPAddress.IsLoopback(caller);

    private static string? KeyOf(HttpRequest request)
    {
        const string bearer = "Bearer ";
        string? authorization = request.Headers.Authorization;
        return authorization?.StartsWith(bearer, StringComparison.OrdinalIgnoreCase) == true
            ? authorization[bearer.Length..]
            : request.Headers["X-Api-Key"];
    }
}
