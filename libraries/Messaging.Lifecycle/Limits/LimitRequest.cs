namespace Messaging.Lifecycle.Limits;

/// <summary>An attempt asks to begin under a limit.</summary>
/// <param name="Limit">The limit's name: whoever asks under the same name shares it.</param>
/// <param name="Holder">Who asks: an attempt. Asking again with a place in hand keeps that place.</param>
/// <param name="MaxConcurrent">Holders at a time; <see langword="null"/> for any number.</param>
/// <param name="RateCount">Grants within any period; <see langword="null"/> for any number.</param>
/// <param name="RatePeriod">The period.</param>
/// <param name="Lease">How long a place is held without word of its holder.</param>
public sealed record LimitRequest(string Limit, string Holder, int? MaxConcurrent, int? RateCount, TimeSpan RatePeriod, TimeSpan Lease);
