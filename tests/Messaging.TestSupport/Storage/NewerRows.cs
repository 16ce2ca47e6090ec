using System.Reflection;
using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>Rows as a later release writes them: in a state that this one does not know.</summary>
public static class NewerRows
{
    private const int PlaceOfState = 13;
    private const char State = 'B';

    /// <summary>The row, in that state.</summary>
    public static byte[] InNewerState(this byte[] row)
    {
        byte[] newer = [.. row];
        newer[PlaceOfState] = (byte)State;
        return newer;
    }

    /// <summary>The change, to a row in that state and in the list that goes with it.</summary>
    public static RowChange InNewerState(this RowChange change) =>
        change with
        {
            Value = change.Value.InNewerState(),
            After = change.After with { Listing = change.After.Listing is { } listing ? InNewerState(listing) : null },
        };

    private static TaskListing InNewerState(TaskListing listing)
    {
        TaskList[] lists =
        [
            .. listing.Lists.Select(list =>
                list.IsOfState ? new TaskList($"{TaskList.StatePrefix}{State}{list.Key[(TaskList.StatePrefix.Length + 1)..]}") : list),
        ];
        // No release can make the listing of a state that it does not know.
        return (TaskListing)Activator.CreateInstance(
            typeof(TaskListing), BindingFlags.Instance | BindingFlags.NonPublic, null, [listing.CreatedAt, lists], null)!;
    }
}
