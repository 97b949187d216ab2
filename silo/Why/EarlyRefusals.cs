using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Why;

/// <summary>Journals INVITEs that are refused before anybody asks who sends them; the source address tells the connector where it can.</summary>
internal sealed class EarlyRefusals(RoutingTableFeed routing, KnownSources sources, CallJournal journal)
{
    /// <summary>The request was answered with the status.</summary>
    public void Note(SipMessage request, in Flow source, CallCause cause, int status, ReadOnlySpan<byte> phrase = default)
    {
        if (request.Method != SipMethod.Invite) return;
        var table = routing.Current;
        ConnectorRoute? connector = null;
        foreach (var candidate in sources.Find(source.Remote)) connector ??= table.FindConnector(candidate);
        if ((connector?.Site ?? table.DefaultSite?.Id) is not { } site) return;
        journal.Failed(new CallFailure(cause, site, connector, status, request) { Phrase = phrase });
    }
}
