using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Trunks;
using SystemConnector.Silo.UserAgents;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Doctor;

/// <summary>The trunk that is examined, and what the checks have learned of it so far.</summary>
internal sealed class Patient(SipNode node, Trunk trunk, string? testNumber, TimeProvider time)
{
    private const string Methods = "INVITE, ACK, CANCEL, BYE, OPTIONS";

    /// <summary>The trunk.</summary>
    public Trunk Trunk => trunk;

    /// <summary>The node's transports and transactions.</summary>
    public SipNode Node => node;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>The number to call; null for none.</summary>
    public string? TestNumber => testNumber;

    /// <summary>Where the far side is, in the order in which it is tried; from the DNS check.</summary>
    public ImmutableArray<TransportAddress> Addresses { get; set; } = [];

    /// <summary>The way to it; from the transport check.</summary>
    public Flow? Flow { get; set; }

    /// <summary>The call that is to have audio; from the INVITE check.</summary>
    public ProbeCall? Call { get; set; }

    /// <summary>"host:port" of the far side as configured.</summary>
    public string Peer => Encoding.ASCII.GetString(trunk.HostPort.Span);

    /// <summary>UDP, TCP or TLS.</summary>
    public string Protocol => trunk.Configuration.Transport.ToString().ToUpperInvariant();

    /// <summary>A request out of any dialog, of Call-ID and tags of its own.</summary>
    public RequestDraft Draft(SipMethod method, string uri, string fields, string body = "", string? from = null)
    {
        var flow = Flow!.Value;
        var own = from ?? (trunk.UserPart.IsEmpty ? $"sip:system-connector@{Host(flow)}" : $"sip:{Text(trunk.UserPart.Span)}@{Text(trunk.Domain.Span)}");
        var to = method == SipMethod.Register ? own : uri;
        return new RequestDraft(method, flow, uri, $"<{own}>;tag={Token()}", $"<{to}>", Token(), fields, body);
    }

    /// <summary>Contact and what goes with it, each with its line end.</summary>
    public string ContactFields()
    {
        var writer = new MessageWriter(stackalloc byte[512]);
        TrunkRequest.WriteContactUri(ref writer, trunk, Flow!.Value);
        return $"Contact: <{Text(writer.Written)}>\r\nAllow: {Methods}\r\n{AgentField}";
    }

    /// <summary>User-Agent with its line end.</summary>
    public string AgentField => "User-Agent: System Connector\r\n";

    /// <summary>The host of this node as the far side is told.</summary>
    public static string Host(in Flow flow)
    {
        var writer = new MessageWriter(stackalloc byte[256]);
        flow.Transport.WriteHost(ref writer, flow.Remote);
        return Text(writer.Written);
    }

    /// <summary>Where a URI in a dialog leads.</summary>
    public Flow FlowTo(string uri) =>
        NextHop.Of(Flow!.Value, default, Encoding.Latin1.GetBytes(uri), trustSeen: trunk.Configuration.NatTransformation);

    /// <summary>Sends a request and waits for its final response, through a challenge when there is one; null when none comes in time.</summary>
    public async Task<ProbeAnswer?> Ask(RequestDraft draft, TimeSpan limit, CancellationToken cancellation)
    {
        var shard = node.Transactions.ShardOf(Encoding.Latin1.GetBytes(draft.CallId));
        ProbeAnswer? last = null;
        var cseq = 0u;
        var request = new ClientRequest(draft, shard, () => ++cseq, trunk.Credentials, (request, response) => last = ProbeAnswer.Of(response, request.Answers));
        lock (shard.Lock) request.Send();
        try
        {
            var status = await request.Final.WaitAsync(limit, time, cancellation);
            lock (shard.Lock) return last ?? (status == 503 ? ProbeAnswer.NotSent : null);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            lock (shard.Lock) request.Abandon();
        }
    }

    /// <summary>True when the far side has accepted our registration, so that it is there whatever else it does not answer.</summary>
    public bool IsRegistered => trunk.Status?.State == TrunkState.Registered;

    internal static string Token() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    internal static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
