using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Messaging.AspNetCore.Security;

/// <summary>The configured keys, of which only digests are kept.</summary>
internal sealed class ApiKeys(IOptions<ApiKeyOptions> options)
{
    private readonly byte[][] _digests = [.. options.Value.ApiKeys.Select(Digest)];

    /// <summary>Whether there is any.</summary>
    public bool Any => _digests.Length > 0;

    /// <summary>
    /// Whether a key is one of them. Compares digests, and all of them, so that the time taken tells nothing about a key.
    /// </summary>
    public bool Contains(string key)
    {
        var digest = Digest(key);
        return _digests.Aggregate(false, (known, candidate) => CryptographicOperations.FixedTimeEquals(candidate, digest) | known);
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
