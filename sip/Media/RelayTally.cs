namespace SystemConnector.Sip.Media;

/// <summary>What one media thread carried, over all calls since the start. Only that thread writes.</summary>
internal sealed class RelayTally
{
    public long Packets, Bytes, Strays, Undelivered;
}

/// <summary>What a relay carried since it was started.</summary>
/// <param name="Packets">Packets that were taken.</param>
/// <param name="Bytes">Their bytes, without UDP's header.</param>
/// <param name="Strays">Packets that came from somewhere else than their peer and were dropped.</param>
/// <param name="Undelivered">Packets that could not be passed on.</param>
public readonly record struct RelayTotals(long Packets, long Bytes, long Strays, long Undelivered);
