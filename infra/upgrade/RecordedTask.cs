namespace Messaging.Upgrade;

/// <summary>A task of the recording.</summary>
/// <param name="Label">What it is for.</param>
/// <param name="Id">Its id.</param>
/// <param name="End">The state it must come to, once the next release has the dump and nothing is paused.</param>
internal sealed record RecordedTask(string Label, Guid Id, string End);
