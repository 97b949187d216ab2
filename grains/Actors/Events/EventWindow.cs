namespace SystemConnector.Grains.Events;

/// <summary>The last events of a row without gaps, bounded in count, bytes and age; each is found by its place in the row. Not synchronised.</summary>
internal sealed class EventWindow<T>(EventOptions options, TimeProvider time)
{
    private (T Item, int Bytes, long AddedAt)[] _items = new (T, int, long)[1024];
    private int _start;

    /// <summary>The place of the first that is kept.</summary>
    public long First { get; private set; }

    /// <summary>The place of the next one.</summary>
    public long End => First + Count;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public T this[long place] => _items[Slot((int)(place - First))].Item;

    public void Add(T item, int bytes)
    {
        if (Count == _items.Length) Grow();
        _items[Slot(Count)] = (item, bytes, time.GetTimestamp());
        Count++;
        Bytes += bytes;
        while (Count > options.MaxEvents || Bytes > options.MaxBytes || time.GetElapsedTime(_items[_start].AddedAt) > options.MaxAge) RemoveFirst();
    }

    /// <summary>Forgets all that is kept and goes on with another place.</summary>
    public void Restart(long next)
    {
        while (Count > 0) RemoveFirst();
        First = next;
    }

    private int Slot(int index) => (_start + index) & (_items.Length - 1);

    private void RemoveFirst()
    {
        Bytes -= _items[_start].Bytes;
        _items[_start] = default;
        _start = Slot(1);
        Count--;
        First++;
    }

    private void Grow()
    {
        var larger = new (T, int, long)[_items.Length * 2];
        for (var i = 0; i < Count; i++) larger[i] = _items[Slot(i)];
        (_items, _start) = (larger, 0);
    }
}
