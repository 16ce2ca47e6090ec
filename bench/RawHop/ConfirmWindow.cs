namespace Messaging.Bench.RawHop;

/// <summary>Bounds how many published messages the broker has not confirmed yet.</summary>
/// <param name="size">How many at most.</param>
internal sealed class ConfirmWindow(int size) : IDisposable
{
    private readonly SemaphoreSlim _free = new(size, size);
    private readonly HashSet<ulong> _ahead = [];
    private ulong _lowest = 1;

    /// <summary>Returns when another message may be published.</summary>
    public Task Enter(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    /// <summary>Returns when nothing is unconfirmed any more. Nothing can be published after it.</summary>
    public async Task Drain(CancellationToken cancellationToken)
    {
        for (var i = 0; i < size; i++)
        {
            await _free.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes over a confirm. Confirms come one at a time, but neither in order nor one for each message.</summary>
    /// <param name="tag">The message's number; the first is 1.</param>
    /// <param name="multiple">Whether all before it are confirmed as well.</param>
    public void Confirm(ulong tag, bool multiple)
    {
        var confirmed = multiple ? ConfirmThrough(tag) : ConfirmOne(tag);
        if (confirmed > 0)
        {
            _free.Release(confirmed);
        }
    }

    public void Dispose() => _free.Dispose();

    private int ConfirmThrough(ulong tag)
    {
        var confirmed = 0;
        for (; _lowest <= tag; _lowest++)
        {
            confirmed += _ahead.Remove(_lowest) ? 0 : 1;
        }

        Advance();
        return confirmed;
    }

    private int ConfirmOne(ulong tag)
    {
        if (tag < _lowest || !_ahead.Add(tag))
        {
            return 0;
        }

        Advance();
        return 1;
    }

    private void Advance()
    {
        while (_ahead.Remove(_lowest))
        {
            _lowest++;
        }
    }
}
