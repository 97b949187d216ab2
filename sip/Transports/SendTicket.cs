namespace SystemConnector.Sip.Transports;

/// <summary>Names the client transaction that is told when a send fails later than the call that made it.</summary>
/// <param name="Shard">The transaction shard.</param>
/// <param name="Branch">The transaction's branch; 0 when nobody waits for it.</param>
/// <param name="Node">The node whose transaction it is; 0 for this one.</param>
public readonly record struct SendTicket(int Shard, ulong Branch, ushort Node = 0);
