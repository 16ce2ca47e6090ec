using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.Redis.Tests.Tls;

public sealed class RedisTlsTests(TlsRedis redis) : IClassFixture<TlsRedis>
{
    [Fact]
    public async Task With_the_authority_the_name_and_a_certificate_of_its_own_a_process_reads_and_writes()
    {
        await using var process = Process("redis.test", redis.Authority.Certificate, withCertificate: true);
        var row = StoredRows.Insert(Guid.NewGuid());

        (await process.Store.Commit([row], CancellationToken.None)).ShouldAllBe(result => result.IsCommitted);

        (await process.Store.Load([row.Id], CancellationToken.None)).ShouldBe([row.Value]);
    }

    [Fact]
    public async Task Without_the_authority_the_server_is_not_believed() =>
        await ShouldBeRefused(Process("redis.test", authority: null, withCertificate: true));

    [Fact]
    public async Task With_another_authority_the_server_is_not_believed() =>
        await ShouldBeRefused(Process("redis.test", (await redis.Stranger()).Certificate, withCertificate: true));

    [Fact]
    public async Task Under_another_name_the_server_is_not_believed() =>
        await ShouldBeRefused(Process("another.test", redis.Authority.Certificate, withCertificate: true));

    [Fact]
    public async Task Without_a_certificate_of_its_own_a_process_is_not_let_in() =>
        await ShouldBeRefused(Process("redis.test", redis.Authority.Certificate, withCertificate: false));

    private static async Task ShouldBeRefused(RedisProcess process)
    {
        await using (process)
        {
            await Should.ThrowAsync<TaskStoreUnavailableException>(() => process.Store.Ping(CancellationToken.None));
        }
    }

    private RedisProcess Process(string name, string? authority, bool withCertificate) => new(
        $"{redis.Address},ssl=true,sslHost={name}",
        timeout: TimeSpan.FromSeconds(3),
        configure: options =>
        {
            options.CertificateAuthority = authority;
            options.ClientCertificate = withCertificate ? redis.Authority.CertificateOf("client") : null;
            options.ClientCertificateKey = withCertificate ? redis.Authority.KeyOf("client") : null;
        });
}
