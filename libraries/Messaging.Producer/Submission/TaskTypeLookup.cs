using Messaging.Contracts;
using Messaging.Tasks.Serialization.Schemas;

namespace Messaging.Producer.Submission;

/// <summary>What is known of a name.</summary>
/// <param name="IsKnown">Whether a task may be submitted under it: always, as long as no worker has told of any type.</param>
/// <param name="Type">What its workers told.</param>
/// <param name="Schema">What arguments must be; <see langword="null"/> when that is not known.</param>
/// <param name="Nearest">Known names that resemble an unknown one, nearest first.</param>
internal sealed record TaskTypeLookup(bool IsKnown, TaskType? Type, CompiledSchema? Schema, IReadOnlyList<string> Nearest);
