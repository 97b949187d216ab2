namespace SystemConnector.Silo.Locating;

/// <summary>
/// Bounds how many searches are open on this node. When there are too many, the oldest is given up: a search that is answered
/// takes milliseconds, so that the oldest wait for servers that are dead, and names whose servers are dead never keep others waiting.
/// </summary>
internal sealed class OpenSearches(int most)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<CancellationTokenSource> _open = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _open.Count;
        }
    }

    /// <summary>Adds one; who does must remove it, before its cancellation is disposed of.</summary>
    public LinkedListNode<CancellationTokenSource> Add(CancellationTokenSource search)
    {
        CancellationTokenSource? oldest = null;
        LinkedListNode<CancellationTokenSource> node;
        lock (_lock)
        {
            if (_open.Count >= most)
            {
                oldest = _open.First!.Value;
                _open.RemoveFirst();
            }
            node = _open.AddLast(search);
        }
        if (oldest is not null) GiveUp(oldest);
        return node;
    }

    /// <summary>Removes one.</summary>
    public void Remove(LinkedListNode<CancellationTokenSource> node)
    {
        lock (_lock)
        {
            if (node.List is not null) _open.Remove(node);
        }
    }

    private static void GiveUp(CancellationTokenSource search)
    {
        try
        {
            // Elsewhere: what waits for it goes on on the thread that cancels.
            _ = search.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile.
        }
    }
}
