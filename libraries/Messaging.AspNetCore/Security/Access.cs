using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.AspNetCore.Security;

/// <summary>
/// Registration of who may call: whom a scheme of authentication knows. Endpoints say nothing of it unless they are open to all, so that
/// schemes and policies are changed here.
/// </summary>
internal static class Access
{
    private const int ShortestKey = 16;
    private const string Refusal = "Send a valid key as X-Api-Key or as bearer token.";

    public static void AddAccess(this IServiceCollection services)
    {
        services.AddOptions<ApiKeyOptions>()
            .BindConfiguration(ApiKeyOptions.Section)
            .Validate(
                options => options.ApiKeys.All(key => key.Length >= ShortestKey),
                $"Authentication:ApiKeys holds a key of less than {ShortestKey} characters.")
            .ValidateOnStart();
        services.AddSingleton<ApiKeys>();
        // Not AddAuthentication, which brings data protection along: it writes keys for cookies to disk at every start.
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = ApiKeyHandler.SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = problem =>
            problem.ProblemDetails.Detail ??= problem.HttpContext.Response.StatusCode == StatusCodes.Status401Unauthorized
                ? Refusal
                : null);
    }
}
