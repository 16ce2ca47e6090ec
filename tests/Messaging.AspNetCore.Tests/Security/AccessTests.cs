using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Messaging.AspNetCore.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.AspNetCore.Tests.Security;

public sealed class AccessTests
{
    private const string Key = "0123456789abcdef";
    private const string OtherKey = "another key of some length";

    private const string Stranger = "192.0.2.7";
    private const string CallerHeader = "Test-Caller";

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("192.0.2.7", false)]
    [InlineData("::ffff:192.0.2.7", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("0.0.0.0", false)]
    public async Task Without_keys_only_callers_on_this_machine_are_served(string address, bool isServed)
    {
        using var answer = await Call([], "/api/v1/tasks", address, ("X-Api-Key", Key));

        answer.StatusCode.ShouldBe(isServed ? HttpStatusCode.NoContent : HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("X-Api-Key", Key)]
    [InlineData("X-Api-Key", OtherKey)]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("Authorization", "bearer " + OtherKey)]
    public async Task With_keys_who_has_one_is_served_from_anywhere(string header, string value)
    {
        using var answer = await Call([Key, OtherKey], "/api/v1/tasks", Stranger, (header, value));

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("X-Api-Key", "0123456789abcdeF")]
    [InlineData("X-Api-Key", "")]
    [InlineData("X-Api-Key", "Bearer " + Key)]
    [InlineData("Authorization", Key)]
    [InlineData("Authorization", "Basic " + Key)]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Cookie", "X-Api-Key=" + Key)]
    public async Task With_keys_nobody_else_is_served_not_even_from_this_machine(string header, string value)
    {
        using var answer = await Call([Key, OtherKey], "/api/v1/tasks", "127.0.0.1", (header, value));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_refusal_is_a_problem_that_says_what_to_send()
    {
        using var answer = await Call([Key], "/api/v1/tasks", Stranger);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("status").GetInt32().ShouldBe(401);
        problem.GetProperty("detail").GetString().ShouldBe("Send a valid key as X-Api-Key or as bearer token.");
    }

    [Theory]
    [InlineData("/health/live", true)]
    [InlineData("/health/ready", true)]
    [InlineData("/health/startup", true)]
    [InlineData("/healthy", false)]
    [InlineData("/openapi/v1.json", false)]
    [InlineData("/api/health", false)]
    [InlineData("/nothing/there", false)]
    public async Task Only_health_is_open_to_all(string path, bool isOpen)
    {
        foreach (string[] keys in new string[][] { [], [Key] })
        {
            using var answer = await Call(keys, path, Stranger);

            answer.StatusCode.ShouldBe(isOpen ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcde")]
    public async Task A_key_that_can_be_guessed_is_refused_at_the_start(string key) =>
        (
            await Should.ThrowAsync<OptionsValidationException>(() => Start([OtherKey, key]))).Message.ShouldBe(
                "Authentication:ApiKeys holds a key of less than 16 characters.");

    [Fact]
    public async Task Nothing_is_made_that_writes_keys_for_cookies_to_disk()
    {
        await using var application = await Start([Key]);

        application.Services.GetServices<IHostedService>()
            .Select(service => service.GetType().Name)
            .ShouldNotContain(name => name.StartsWith("DataProtection", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_further_scheme_is_added_by_a_policy_and_no_endpoint_changes()
    {
        await using var application = await Start([Key], services =>
        {
            new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, TicketHandler>("Ticket", null);
            services.Configure<AuthorizationOptions>(access =>
                access.FallbackPolicy = new AuthorizationPolicyBuilder(ApiKeyHandler.SchemeName, "Ticket")
                    .RequireAuthenticatedUser()
                    .Build());
        });

        using var byKey = await Call(application, "/api/v1/tasks", Stranger, ("X-Api-Key", Key));
        using var byTicket = await Call(application, "/api/v1/tasks", Stranger, ("Ticket", "1"));
        using var refused = await Call(application, "/api/v1/tasks", Stranger);

        byKey.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        byTicket.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refused.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme).ShouldBe(["Bearer", "Ticket"]);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private static async Task<HttpResponseMessage> Call(
        string[] keys, string path, string caller, params (string Name, string Value)[] headers)
    {
        await using var application = await Start(keys);
        return await Call(application, path, caller, headers);
    }

    private static async Task<HttpResponseMessage> Call(
        WebApplication application, string path, string caller, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(application.Urls.First()), path));
        foreach (var (name, value) in headers.Append((CallerHeader, caller)))
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return await client.SendAsync(request);
    }

    /// <summary>
    /// A service as all are composed, with one endpoint that says nothing of who may call it. Whom it takes for the caller is told by a
    /// header.
    /// </summary>
    private static async Task<WebApplication> Start(string[] keys, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateBuilder([.. keys.Select((key, i) => $"--Authentication:ApiKeys:{i}={key}")])
            .AddServiceDefaults("tests", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        configure?.Invoke(builder.Services);
        var application = builder.Build();
        application.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(context.Request.Headers[CallerHeader]!);
            return next(context);
        });
        application.UseServiceDefaults().MapGet("/api/v1/tasks", () => TypedResults.NoContent());
        await application.StartAsync();
        return application;
    }

    private sealed class TicketHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers.ContainsKey("Ticket")
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity("Ticket")), "Ticket"))
            : AuthenticateResult.NoResult());

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.Headers.Append("WWW-Authenticate", "Ticket");
            return base.HandleChallengeAsync(properties);
        }
    }
}
