using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Hosting.Security;

/// <summary>Registration of API keys.</summary>
internal static class AuthenticationServices
{
    private const int ShortestKey = 16;

    public static void AddApiKeys(this IServiceCollection services) => services.AddOptions<AuthenticationOptions>()
        .BindConfiguration("Authentication")
        .Validate(options => options.ApiKeys.All(key => key.Length >= ShortestKey), $"Authentication:ApiKeys holds a key of less than {ShortestKey} characters.")
        .ValidateOnStart();
}
