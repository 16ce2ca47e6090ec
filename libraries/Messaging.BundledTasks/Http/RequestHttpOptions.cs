using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Messaging.BundledTasks.Http;

/// <summary>What <c>http.request</c> may do, in section <c>Tasks:Http</c>.</summary>
internal sealed partial class RequestHttpOptions : IValidatableObject
{
    public const string Section = "Tasks:Http";

    /// <summary>
    /// Whether hosts on this machine and on private networks may be called. Whoever submits tasks can then reach what the worker can.
    /// </summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>The hosts that may be called: <c>api.example.com</c>, or <c>*.example.com</c> for all below it. None: all.</summary>
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>Request headers that may be set besides the usual ones.</summary>
    public string[] AdditionalHeaders { get; set; } = [];

    /// <summary>How long one try may take unless the arguments say otherwise.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries within one attempt.</summary>
    [Range(1, 10)]
    public int Tries { get; set; } = 3;

    /// <summary>Delay before the second try; it doubles with each further one, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Longest Retry-After that is waited for within the attempt; a longer one ends the attempt, so that its place is free meanwhile.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Calls of a host within <see cref="BreakerWindow"/> from which on its failures are judged.</summary>
    [Range(2, 10_000)]
    public int BreakerMinimumCalls { get; set; } = 10;

    /// <summary>The share of them that must fail for the host to be left alone.</summary>
    [Range(0.01, 1)]
    public double BreakerFailureRatio { get; set; } = 0.5;

    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it is left alone.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (
            var host in AllowedHosts.Where(
                host => Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) == UriHostNameType.Unknown))
        {
            yield return new ValidationResult(
                $"{Section}:AllowedHosts names '{host}'; a host is such as api.example.com, or *.example.com for all below it, "
                    + $"without scheme and port.",
                [nameof(AllowedHosts)]);
        }

        foreach (var header in AdditionalHeaders.Where(header => !HeaderName.IsMatch(header)))
        {
            yield return new ValidationResult(
                $"{Section}:AdditionalHeaders names '{header}', which is no name of a header.", [nameof(AdditionalHeaders)]);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+.^_`|~-]+\z")]
    private static partial Regex HeaderName { get; }
}
