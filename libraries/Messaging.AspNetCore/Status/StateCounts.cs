using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.AspNetCore.Status;

/// <summary>How many tasks are in each state; unknown are those in states of later releases.</summary>
internal sealed record StateCounts(long Scheduled, long Queued, long Running, long Retrying, long Succeeded, long Failed, long Canceled, long Expired, long Parked, long Unknown)
{
    public static StateCounts Of(IEnumerable<TaskCount> counts)
    {
        var byState = counts.GroupBy(count => count.State, count => count.Count).ToDictionary(state => state.Key, state => state.Sum());
        long In(TaskState state) => byState.GetValueOrDefault(state);
        return new StateCounts(
            In(TaskState.Scheduled), In(TaskState.Queued), In(TaskState.Running), In(TaskState.Retrying),
            In(TaskState.Succeeded), In(TaskState.Failed), In(TaskState.Canceled), In(TaskState.Expired), In(TaskState.Parked), In(TaskState.Unknown));
    }
}
