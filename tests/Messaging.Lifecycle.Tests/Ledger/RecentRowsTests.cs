using Messaging.Lifecycle.Ledger;

namespace Messaging.Lifecycle.Tests.Ledger;

public sealed class RecentRowsTests
{
    private readonly RecentRows _rows = new();

    [Fact]
    public void A_row_is_taken_once_and_as_it_was_kept_last()
    {
        var id = Guid.NewGuid();
        _rows.Keep(id, [1]);
        _rows.Keep(id, [2]);

        _rows.TryTake(id, out var stored).ShouldBeTrue();
        stored.ShouldBe([2]);
        _rows.TryTake(id, out _).ShouldBeFalse();
    }

    [Fact]
    public void However_many_are_kept_they_take_no_more_than_eight_mebibytes()
    {
        Guid[] ids = [.. Enumerable.Range(0, 1000).Select(_ => Guid.NewGuid())];
        foreach (var id in ids)
        {
            _rows.Keep(id, new byte[64 << 10]);
        }

        var left = ids.Where(id => _rows.TryTake(id, out _)).ToArray();

        left.Length.ShouldBeInRange(64, 128);
        left.ShouldBe(ids[^left.Length..]);
    }

    [Fact]
    public void Eight_mebibytes_are_kept_and_a_byte_more_lets_the_older_half_go()
    {
        Guid[] ids = [.. Enumerable.Range(0, 4).Select(_ => Guid.NewGuid())];
        foreach (var id in ids)
        {
            _rows.Keep(id, new byte[2 << 20]);
        }

        ids.Where(id => _rows.TryTake(id, out _)).ShouldBe(ids);

        foreach (var id in ids)
        {
            _rows.Keep(id, new byte[2 << 20]);
        }

        _rows.Keep(Guid.NewGuid(), [1]);
        ids.Where(id => _rows.TryTake(id, out _)).ShouldBe(ids[2..]);
    }

    [Fact]
    public void A_row_that_was_kept_long_ago_and_lately_is_taken_as_it_was_lately_and_once()
    {
        var id = Guid.NewGuid();
        _rows.Keep(id, [1]);
        _rows.Keep(Guid.NewGuid(), new byte[4 << 20]);
        _rows.Keep(id, [2]);

        _rows.TryTake(id, out var stored).ShouldBeTrue();
        stored.ShouldBe([2]);
        _rows.TryTake(id, out _).ShouldBeFalse();
    }
}
