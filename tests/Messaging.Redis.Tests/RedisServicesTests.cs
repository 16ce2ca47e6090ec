using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.Redis.Tests;

public sealed class RedisServicesTests
{
    [Theory]
    [InlineData("ConnectionStrings:Redis", null, "ConnectionStrings:Redis is missing: set it to the address of Redis, such as 127.0.0.1:6379.")]
    [InlineData("Redis:KeyPrefix", "a:b", "Redis:KeyPrefix is 1 to 64 letters, digits, dots, hyphens and underscores.")]
    [InlineData("Redis:KeyPrefix", "{a}", "Redis:KeyPrefix is 1 to 64 letters, digits, dots, hyphens and underscores.")]
    [InlineData("Redis:Timeout", "00:00:00", "Timeout")]
    [InlineData("Redis:Timeout", "00:02:00", "Timeout")]
    [InlineData("ConnectionStrings:Redis", "127.0.0.1,pasword=secret", "ConnectionStrings:Redis cannot be read")]
    [InlineData("ConnectionStrings:Redis", "ssl=true", "ConnectionStrings:Redis names no server")]
    [InlineData("Redis:CertificateAuthority", "/nowhere/ca.pem", "are for TLS, but ConnectionStrings:Redis is without ssl=true.")]
    [InlineData("Redis:ClientCertificateKey", "/nowhere/own.key", "need Redis:ClientCertificate beside them")]
    [InlineData("Redis:SentinelPassword", "secret", "is for sentinels, but ConnectionStrings:Redis is without serviceName=.")]
    public async Task A_setting_that_cannot_work_is_refused_at_the_start_with_a_sentence(string key, string? value, string message)
    {
        await using var services = Build((key, value));

        Should.Throw<OptionsValidationException>(
            () => services.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldContain(message);
    }

    [Fact]
    public async Task Store_and_catalog_are_those_of_Redis_and_need_no_server_to_be_made()
    {
        await using var services = Build(("Redis:Timeout", "00:00:01"));

        services.GetRequiredService<IStartupValidator>().Validate();

        services.GetRequiredService<IRowStore>().ShouldBeOfType<RedisRowStore>();
        services.GetRequiredService<ITaskCatalog>().ShouldBeOfType<RedisTaskCatalog>();
    }

    private static ServiceProvider Build(params (string Key, string? Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:Redis", (string?)"127.0.0.1:6379")])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
            .Build());
        services.AddRedisLedger();
        return services.BuildServiceProvider();
    }
}
