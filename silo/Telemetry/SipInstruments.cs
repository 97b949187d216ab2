using System.Diagnostics.Metrics;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Telemetry;

/// <summary>What operators see of SIP on the wire: read from counters that transports, transactions and digest keep.</summary>
internal sealed class SipInstruments(SipService sip, DigestCounters digest, TimeProvider time)
{
    private static readonly KeyValuePair<string, object?> _in = new("network.io.direction", "receive"), _out = new("network.io.direction", "transmit");

    /// <summary>Adds the instruments.</summary>
    public void Add(Meter meter)
    {
        // 1. Sockets.
        meter.CreateObservableCounter(
            "systemconnector.sip.messages", () => OfEach(static c => c.Received.Messages, static c => c.Sent.Messages), "{message}", "SIP messages over this node's sockets");
        meter.CreateObservableCounter(
            "systemconnector.sip.io", () => OfEach(static c => c.Received.Bytes, static c => c.Sent.Bytes), "By", "Bytes of SIP messages over this node's sockets");
        meter.CreateObservableCounter(
            "systemconnector.sip.faults", Faults, "{message}", "Messages that are not as RFC 3261 asks; those that are not SIP at all are dropped");
        meter.CreateObservableUpDownCounter(
            "systemconnector.sip.connections", () => OfStreams(static t => ((StreamTransport)t).ConnectionCount), "{connection}", "Connections, those being opened included");
        meter.CreateObservableCounter(
            "systemconnector.sip.connections.failed", () => OfStreams(static t => t.Counters.ConnectionsFailed), "{connection}", "Connections that could not be opened, or whose TLS handshake failed");
        meter.CreateObservableCounter(
            "systemconnector.sip.connections.refused", () => OfStreams(static t => t.Counters.ConnectionsRefused), "{connection}", "Connections that were refused because there were too many");
        meter.CreateObservableGauge(
            "systemconnector.tls.certificate.remaining", Remaining, "s", "Time until the certificate of the TLS sockets is no longer valid");

        // 2. Transactions.
        meter.CreateObservableUpDownCounter("systemconnector.sip.transactions", () => OfNode(static l => l.Count), "{transaction}", "SIP transactions that are open");
        meter.CreateObservableCounter(
            "systemconnector.sip.retransmissions", Retransmissions, "{message}", "Messages that were sent or came again, since an answer or an ACK did not come in time");
        meter.CreateObservableCounter("systemconnector.sip.timeouts", () => OfNode(static l => l.Counters.Timeouts), "{request}", "Requests of ours that nobody answered");
        meter.CreateObservableCounter(
            "systemconnector.sip.strays", () => OfNode(static l => l.Counters.StrayResponses), "{response}", "Responses that belong to no request of ours, or came too late");

        // 3. Digest.
        meter.CreateObservableCounter("systemconnector.digest.challenges", () => digest.Challenges, "{request}", "Requests that were challenged for credentials");
        meter.CreateObservableCounter("systemconnector.digest.credentials", Verdicts, "{credential}", "Credentials that were shown, by what became of them");
    }

    private IReadOnlyList<SipTransport> Transports => sip.IsListening ? sip.Node.Transports : [];

    private static KeyValuePair<string, object?> Tag(TransportProtocol protocol) => new("sip.transport", Snake.Of(protocol));

    private IEnumerable<Measurement<long>> OfEach(Func<TransportCounters, long> received, Func<TransportCounters, long> sent) =>
        Transports.GroupBy(static transport => transport.Protocol).SelectMany(same => (Measurement<long>[])
        [
            new(same.Sum(transport => received(transport.Counters)), Tag(same.Key), _in),
            new(same.Sum(transport => sent(transport.Counters)), Tag(same.Key), _out),
        ]);

    private IEnumerable<Measurement<long>> OfStreams(Func<SipTransport, long> count) =>
        Transports.Where(static transport => transport is StreamTransport).GroupBy(static transport => transport.Protocol)
            .Select(same => new Measurement<long>(same.Sum(count), Tag(same.Key)));

    private IEnumerable<Measurement<long>> Faults() =>
        from transport in Transports.GroupBy(static transport => transport.Protocol)
        from fault in Enum.GetValues<MessageFault>()
        where fault != MessageFault.None
        let count = transport.Sum(each => each.Counters.Faulty(fault))
        // Of some twenty faults a network has few; the two that everybody meets are there from the start.
        where count > 0 || fault is MessageFault.NotSip or MessageFault.BadHeaderField
        select new Measurement<long>(count, Tag(transport.Key), new("sip.fault", Snake.Of(fault)));

    private IEnumerable<Measurement<long>> OfNode(Func<TransactionLayer, long> count) => sip.IsListening ? [new(count(sip.Node.Transactions))] : [];

    private IEnumerable<Measurement<long>> Retransmissions()
    {
        if (!sip.IsListening) yield break;
        var counters = sip.Node.Transactions.Counters;
        yield return new(counters.RequestsRepeated + counters.ResponsesRepeated, _out);
        yield return new(counters.RepeatsReceived, _in);
    }

    private IEnumerable<Measurement<double>> Remaining() =>
        sip.CertificateValidUntil is { } until ? [new((until - time.GetUtcNow()).TotalSeconds)] : [];

    private IEnumerable<Measurement<long>> Verdicts() =>
        digest.Verdicts.Select(static each => new Measurement<long>(each.Count, new KeyValuePair<string, object?>("digest.verdict", Snake.Of<DigestVerdict>(each.Verdict))));
}
