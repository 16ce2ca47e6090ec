namespace Messaging.EndToEnd.Tests.Upgrade;

/// <summary>A task of a dump.</summary>
/// <param name="Label">What it is for.</param>
/// <param name="Id">Its id.</param>
/// <param name="End">The state it must come to.</param>
internal sealed record DumpedTask(string Label, Guid Id, string End);
