using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Messaging.Hosting.Security;

/// <summary>Lets through who has a key; without configured keys, who is on this machine. Health is open to all.</summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, IOptions<AuthenticationOptions> options)
{
    private readonly byte[][] _digests = [.. options.Value.ApiKeys.Select(Digest)];

    public Task Invoke(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) || IsAllowed(context) ? next(context) : Refuse(context);

    private bool IsAllowed(HttpContext context) => _digests.Length == 0
        ? context.Connection.RemoteIpAddress is not { } caller || IPAddress.IsLoopback(caller)
        : KeyOf(context.Request) is { } key && IsKnown(Digest(key));

    // Compares digests, and all of them, so that the time taken tells nothing about a key.
    private bool IsKnown(byte[] digest) => _digests.Aggregate(false, (known, candidate) => CryptographicOperations.FixedTimeEquals(candidate, digest) | known);

    private static string? KeyOf(HttpRequest request)
    {
        const string bearer = "Bearer ";
        string? authorization = request.Headers.Authorization;
        return authorization?.StartsWith(bearer, StringComparison.OrdinalIgnoreCase) == true ? authorization[bearer.Length..] : request.Headers["X-Api-Key"];
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static Task Refuse(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem("Send a valid key as X-Api-Key or as bearer token.", statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }
}
