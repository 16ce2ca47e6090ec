namespace Messaging.Worker.Admission;

/// <summary>Whether an attempt may begin now.</summary>
internal abstract record AdmissionDecision
{
    private AdmissionDecision()
    {
    }

    /// <summary>It may. Disposing gives back what it took.</summary>
    public sealed record Granted(IAsyncDisposable? Taken) : AdmissionDecision, IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Taken?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>Not before a time.</summary>
    public sealed record Deferred(DateTimeOffset Until, string Reason) : AdmissionDecision;
}
