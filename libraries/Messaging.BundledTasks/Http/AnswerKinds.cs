using System.Net;

namespace Messaging.BundledTasks.Http;

/// <summary>What an answer's status and headers ask for.</summary>
internal static class AnswerKinds
{
    /// <summary>Whether the host cannot do its work, as opposed to not wanting to.</summary>
    public static bool IsServerError(this HttpStatusCode status) => (int)status >= 500;

    /// <summary>Whether the same request may get another answer later.</summary>
    public static bool IsTransient(this HttpStatusCode status) =>
        status.IsServerError() || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425;

    /// <summary>How long the host asks to be left alone; <see langword="null"/> when it does not.</summary>
    public static TimeSpan? RetryAfter(this HttpResponseMessage response, TimeProvider clock)
    {
        var wait = response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - clock.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
