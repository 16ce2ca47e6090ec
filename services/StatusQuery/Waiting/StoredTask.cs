using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.StatusQuery.Waiting;

/// <summary>What the store holds under an id.</summary>
/// <param name="Row">The row, if there is one.</param>
/// <param name="IsGone">Whether there was one.</param>
internal readonly record struct StoredTask(TaskSaga? Row, bool IsGone)
{
    public static StoredTask From(Guid id, byte[]? stored)
    {
        var row = stored is null ? null : TaskRowCodec.Decode(id, stored);
        return new StoredTask(row, stored is not null && row is null);
    }
}
