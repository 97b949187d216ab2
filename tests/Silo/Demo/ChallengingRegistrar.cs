using System.Net;
using System.Text;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Sealing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Demo;

/// <summary>Challenges every request for one account and answers 200 to the right password, 401 again to a wrong one.</summary>
internal sealed class ChallengingRegistrar : ITransactionUser, IAsyncDisposable
{
    private readonly Sealer _sealer = new([(1, new byte[32])], 1, "test"u8);
    private readonly DigestServer _digest;
    private readonly UdpTransport _transport;
    private readonly TransactionLayer _transactions;
    private readonly string _user, _password;

    public ChallengingRegistrar(string user, string password)
    {
        _user = user;
        _password = password;
        _digest = new DigestServer(_sealer, new DigestServerOptions(), TimeProvider.System);
        _transport = new UdpTransport(new IPEndPoint(IPAddress.Loopback, 0), null, new SipLimits(), static _ => { });
        _transactions = new TransactionLayer(this, new TransactionTimers(), TimeProvider.System, static _ => { });
        _transport.Start(_transactions);
    }

    /// <summary>Takes no nonce for fresh, whatever the password.</summary>
    public bool IsAlwaysStale { get; init; }

    public IPEndPoint EndPoint => _transport.Local.ToIPEndPoint();

    public void OnRequest(in IncomingRequest incoming)
    {
        var (transaction, request) = (incoming.Accept(), incoming.Message);
        var value = request.Find(HeaderName.Authorization);
        if (!IsAlwaysStale
            && !value.IsEmpty
            && DigestResponse.TryParse(value, out var response)
            && _digest.Verify(response, request[request.MethodText], request[request.RequestUri], "test"u8, Encoding.UTF8.GetBytes(_user), Encoding.UTF8.GetBytes(_password)) == DigestVerdict.Ok)
        {
            transaction.Respond(200);
            return;
        }
        var writer = transaction.Shard.Writer();
        transaction.BeginResponse(ref writer, 401, default, "registrar"u8);
        _digest.WriteChallenges(ref writer, proxy: false, "test"u8, stale: IsAlwaysStale);
        writer.End(default);
        transaction.Send(401, writer.Written);
    }

    public void OnAck(TransactionShard shard, SipMessage ack, in Flow flow)
    {
    }

    public void OnCancel(ServerTransaction invite, SipMessage cancel)
    {
    }

    public void OnMalformed(SipMessage message, MessageFault fault, in Flow flow)
    {
    }

    public void OnConnectionClosed(in Flow flow)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        _transactions.Dispose();
        _sealer.Dispose();
    }
}
