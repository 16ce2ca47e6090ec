using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Tasks;

/// <summary>
/// A task type: the one interface a task author implements. Instances are created per attempt, with constructor injection.
/// A handler may run more than once for the same task; <see cref="TaskContext.Fence"/> lets its side effects tell attempts apart.
/// </summary>
/// <typeparam name="TArguments">What the task is given: a JSON object, validated with its <c>System.ComponentModel.DataAnnotations</c>
/// attributes before the handler runs.</typeparam>
/// <typeparam name="TResult">What it returns, as JSON of at most 256 KiB.</typeparam>
public interface ITaskHandler<TArguments, TResult>
    where TArguments : notnull
{
    /// <summary>
    /// The name that submitters use, such as <c>math.add</c>. See <see cref="TaskName"/> for what is allowed. Renaming strands work that is
    /// already queued.
    /// </summary>
    static abstract string Name { get; }

    /// <summary>What the task does, in one sentence. Default: none.</summary>
    static virtual string? Description => null;

    /// <summary>Attempts, backoff, limits and which errors are worth a retry. Default: <see cref="TaskPolicy.Default"/>.</summary>
    static virtual TaskPolicy Policy => TaskPolicy.Default;

    /// <summary>Registers what the handler needs, once, when the worker starts. Default: nothing.</summary>
    static virtual void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }

    /// <summary>
    /// Runs one attempt. Throwing ends it as failed; the policy decides about a retry. A result that cannot be written as JSON fails the
    /// task for good.
    /// </summary>
    /// <exception cref="PermanentTaskException">The task cannot succeed: no retry.</exception>
    /// <exception cref="RetryAfterException">Retry, and not before the given delay.</exception>
    Task<TResult> Run(TArguments arguments, TaskContext context);
}
