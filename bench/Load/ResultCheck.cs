using Messaging.Bench.Http;

namespace Messaging.Bench.Load;

/// <summary>Fetches tasks and looks whether each has the right result: a figure for wrong work is none.</summary>
internal sealed class ResultCheck(TaskClient client)
{
    /// <exception cref="BenchFailedException">A result is wrong or missing.</exception>
    public async Task Check(IEnumerable<SubmittedAddition> tasks, CancellationToken cancellationToken)
    {
        foreach (var task in tasks)
        {
            Require(task, await client.Read(task.Id, wait: null, cancellationToken));
        }
    }

    /// <exception cref="BenchFailedException">The result is wrong or missing.</exception>
    public static void Require(SubmittedAddition task, TaskAnswer answer)
    {
        if (!answer.Is(task.Addition.Sum))
        {
            throw new BenchFailedException(
                $"Task {task.Id} should have succeeded with {task.Addition.Sum}; its status is {(int)answer.Status} {answer.State} "
                    + $"{answer.Result}.");
        }
    }
}
