using System.Text.Json;
using Messaging.Contracts;
using Messaging.Tasks;

namespace Messaging.BundledTasks.Tests;

internal static class OutcomeAssertions
{
    public static JsonElement ShouldSucceed(this TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Succeeded succeeded => succeeded.Result,
        _ => throw new ShouldAssertException($"Succeeded was expected, and not {outcome}"),
    };

    /// <summary>Failed, and is not tried again.</summary>
    public static TaskError ShouldFailForGood(this TaskOutcome outcome)
    {
        var failed = outcome.ShouldBeOfType<TaskOutcome.Failed>();
        failed.RetryAt.ShouldBeNull(failed.Error.ToString());
        return failed.Error;
    }

    /// <summary>Failed, and is tried again.</summary>
    public static TaskError ShouldBeRetried(this TaskOutcome outcome)
    {
        var failed = outcome.ShouldBeOfType<TaskOutcome.Failed>();
        failed.RetryAt.ShouldNotBeNull(failed.Error.ToString());
        return failed.Error;
    }

    /// <summary>Failed because of an argument, which the message names.</summary>
    public static void ShouldBlame(this TaskOutcome outcome, string argument)
    {
        var error = outcome.ShouldFailForGood();
        error.Type.ShouldBe("invalid-arguments", error.ToString());
        error.Message.ShouldContain($"'{argument}'");
    }
}
