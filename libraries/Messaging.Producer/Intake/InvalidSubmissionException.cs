namespace Messaging.Producer.Intake;

/// <summary>A submission is refused and has no id that its refusal could be asked for by. Its message is put aside, with this as the reason.</summary>
internal sealed class InvalidSubmissionException(string problem) : Exception($"The submission was refused, and came without an id to ask for it by. {problem}");
