using Messaging.Bench.RawHop;

namespace Messaging.Bench.Tests.RawHop;

public sealed class ConfirmWindowTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public void No_more_is_unconfirmed_than_the_window_holds()
    {
        using var window = Filled(2);

        window.Enter(None).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void A_confirm_of_several_frees_all_of_them()
    {
        using var window = Filled(5);

        window.Confirm(4, multiple: true);

        Free(window).ShouldBe(4);
    }

    [Fact]
    public void What_was_confirmed_out_of_order_is_not_freed_twice()
    {
        using var window = Filled(5);

        window.Confirm(3, multiple: false);
        window.Confirm(4, multiple: true);
        window.Confirm(2, multiple: false);
        window.Confirm(4, multiple: false);

        Free(window).ShouldBe(4);
    }

    [Fact]
    public async Task Draining_waits_for_the_last_confirm()
    {
        using var window = Filled(3);
        window.Confirm(2, multiple: true);
        var drained = window.Drain(None);

        drained.IsCompleted.ShouldBeFalse();
        window.Confirm(3, multiple: false);

        await drained.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static ConfirmWindow Filled(int size)
    {
        var window = new ConfirmWindow(size);
        Enumerable.Range(0, size).ShouldAllBe(_ => window.Enter(None).IsCompleted);
        return window;
    }

    private static int Free(ConfirmWindow window) => Enumerable.Range(0, 100).TakeWhile(_ => window.Enter(None).IsCompleted).Count();
}
