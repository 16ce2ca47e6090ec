namespace Messaging.BundledTasks.Csv;

/// <summary>How far an import is, as its database says.</summary>
internal sealed record ImportState(long Imported, long Rejected, bool IsCompleted)
{
    /// <summary>Rows of the file that are dealt with.</summary>
    public long Position => Imported + Rejected;
}
