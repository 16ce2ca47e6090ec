using System.Net;
using System.Text.Json;
using Messaging.Hosting.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.Hosting.Tests.Security;

public sealed class ApiKeyMiddlewareTests
{
    private const string Key = "0123456789abcdef";
    private const string OtherKey = "another key of some length";

    private static readonly IPAddress Stranger = IPAddress.Parse("192.0.2.7");

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
        var context = await Call([], "/api/v1/tasks", IPAddress.Parse(address), ("X-Api-Key", Key));

        (context.Response.StatusCode == StatusCodes.Status204NoContent).ShouldBe(isServed);
    }

    [Theory]
    [InlineData("X-Api-Key", Key)]
    [InlineData("X-Api-Key", OtherKey)]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("Authorization", "bearer " + OtherKey)]
    public async Task With_keys_who_has_one_is_served_from_anywhere(string header, string value)
    {
        var context = await Call([Key, OtherKey], "/api/v1/tasks", Stranger, (header, value));

        context.Response.StatusCode.ShouldBe(StatusCodes.Status204NoContent);
    }

    [Theory]
    [InlineData("X-Api-Key", "0123456789abcdeF")]
    [InlineData("X-Api-Key", "")]
    [InlineData("X-Api-Key", Key + " ")]
    [InlineData("X-Api-Key", "Bearer " + Key)]
    [InlineData("Authorization", Key)]
    [InlineData("Authorization", "Basic " + Key)]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Cookie", "X-Api-Key=" + Key)]
    public async Task With_keys_nobody_else_is_served_not_even_from_this_machine(string header, string value)
    {
        var context = await Call([Key, OtherKey], "/api/v1/tasks", IPAddress.Loopback, (header, value));

        context.Response.StatusCode.ShouldBe(StatusCodes.Status401Unauthorized);
    }

    [Fact]
    public async Task A_refusal_is_a_problem_that_says_what_to_send()
    {
        var context = await Call([Key], "/api/v1/tasks", Stranger);

        context.Response.StatusCode.ShouldBe(StatusCodes.Status401Unauthorized);
        context.Response.ContentType.ShouldBe("application/problem+json");
        context.Response.Headers.WWWAuthenticate.ToString().ShouldBe("Bearer");
        context.Response.Body.Position = 0;
        var problem = await JsonDocument.ParseAsync(context.Response.Body);
        problem.RootElement.GetProperty("status").GetInt32().ShouldBe(401);
        problem.RootElement.GetProperty("detail").GetString().ShouldBe("Send a valid key as X-Api-Key or as bearer token.");
    }

    [Theory]
    [InlineData("/health/live", true)]
    [InlineData("/health/ready", true)]
    [InlineData("/healthy", false)]
    [InlineData("/openapi/v1.json", false)]
    [InlineData("/api/health", false)]
    public async Task Only_health_is_open_to_all(string path, bool isOpen)
    {
        foreach (string[] keys in new string[][] { [], [Key] })
        {
            var context = await Call(keys, path, Stranger);

            (context.Response.StatusCode == StatusCodes.Status204NoContent).ShouldBe(isOpen);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcde")]
    public void A_key_that_can_be_guessed_is_refused_at_the_start(string key)
    {
        using var services = Configure([OtherKey, key]);

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate())
            .Message.ShouldBe("Authentication:ApiKeys holds a key of less than 16 characters.");
    }

    private static async Task<HttpContext> Call(string[] keys, string path, IPAddress? caller, params (string Name, string Value)[] headers)
    {
        await using var services = Configure(keys);
        services.GetRequiredService<IStartupValidator>().Validate();
        var middleware = new ApiKeyMiddleware(
            context =>
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            },
            services.GetRequiredService<IOptions<AuthenticationOptions>>());
        var context = new DefaultHttpContext { RequestServices = services, Request = { Path = path }, Response = { Body = new MemoryStream() } };
        context.Connection.RemoteIpAddress = caller;
        foreach (var (name, value) in headers)
        {
            context.Request.Headers[name] = value;
        }

        await middleware.Invoke(context);
        return context;
    }

    /// <summary>As a process is configured, so that reading the keys is part of what is tested.</summary>
    private static ServiceProvider Configure(string[] keys)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(keys.Select((key, i) => KeyValuePair.Create($"Authentication:ApiKeys:{i}", (string?)key)))
            .Build());
        services.AddApiKeys();
        return services.BuildServiceProvider();
    }
}
