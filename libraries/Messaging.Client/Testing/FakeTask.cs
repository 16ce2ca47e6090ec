using System.Text.Json;
using Messaging.Client.Submission;

namespace Messaging.Client.Testing;

/// <summary>A task that was submitted to a <see cref="FakeTaskClient"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Args">Its arguments, as they would travel.</param>
/// <param name="Options">What else was asked for.</param>
/// <param name="IsCanceled">Whether it was cancelled.</param>
public sealed record FakeTask(Guid Id, string Name, JsonElement Args, SubmitOptions Options, bool IsCanceled = false);
