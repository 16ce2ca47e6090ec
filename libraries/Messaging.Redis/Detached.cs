namespace Messaging.Redis;

/// <summary>Work whose timers live as long as the process: they must not hold on to the request that happened to need it first.</summary>
internal static class Detached
{
    /// <summary>Runs it on the thread pool, without the caller's context.</summary>
    public static Task<T> Run<T>(Func<Task<T>> work)
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        return Task.Run(work);
    }
}
