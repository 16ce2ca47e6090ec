using System.Text.Json;
using Messaging.Contracts;

namespace Messaging.Client.Testing;

/// <summary>Where a task of a fake stands.</summary>
/// <param name="State">Its state.</param>
/// <param name="Result">Its result.</param>
/// <param name="Error">Its error.</param>
internal sealed record FakeEnd(string State, JsonElement? Result, TaskError? Error);
