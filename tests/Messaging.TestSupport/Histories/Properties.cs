using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Messaging.TestSupport.Histories;

/// <summary>
/// Runs FsCheck with a seed of its own for each law, so that a run can be repeated; a failure names the seed and the smallest
/// counterexample.
/// </summary>
public static class Properties
{
    public static void Hold<T>(Arbitrary<T> values, Func<T, Task> law, int tests, ulong seed)
    {
        // FsCheck's properties are synchronous, and these laws are about stores in memory, which answer at once.
#pragma warning disable VSTHRD002 // There is no context that the wait could block.
        var property = Prop.ForAll(values, value => law(value).GetAwaiter().GetResult());
#pragma warning restore VSTHRD002
        Check.One(
            Config.QuickThrowOnFailure
                .WithName($"seed {seed}")
                .WithMaxTest(tests)
                .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, 1), FSharpOption<int>.None))),
            property);
    }
}
