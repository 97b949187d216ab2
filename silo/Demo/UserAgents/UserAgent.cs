using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using SystemConnector.Silo.UserAgents;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Demo.UserAgents;

/// <summary>
/// A small SIP phone on a UDP socket of its own: it registers, calls, and answers calls; it sends no media.
/// Whatever is waited for is waited for with a bound, and a <see cref="TimeoutException"/> says what did not come.
/// </summary>
internal sealed class UserAgent : ITransactionUser, IAsyncDisposable
{
    private const string Methods = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO";
    private static readonly TimeSpan DefaultExpiry = TimeSpan.FromHours(1);

    private readonly UserAgentOptions _options;
    private readonly UdpTransport _transport;
    private readonly TransactionLayer _transactions;
    private readonly Flow _proxy;
    private readonly DigestCredentials? _credentials;
    private readonly ConcurrentDictionary<string, UserAgentCall> _calls = new();
    private readonly Channel<UserAgentCall> _incoming = Channel.CreateUnbounded<UserAgentCall>();
    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly string _registerCallId = NewToken();
    private uint _registerCSeq;

    private UserAgent(UserAgentOptions options)
    {
        _options = options;
        _transport = new UdpTransport(new IPEndPoint(options.Address, 0), null, new SipLimits(), _faults.Enqueue);
        _transport.Trace = options.Trace ?? Log;
        _transactions = new TransactionLayer(this, options.Timers, options.Time, _faults.Enqueue);
        _proxy = new Flow(_transport, TransportAddress.Of(options.Proxy));
        _credentials = options.Password is null ? null : new DigestCredentials(options.User, Encoding.UTF8.GetBytes(options.Password));
        CommonFields = $"Contact: <sip:{options.User}@{_transport.Local}>\r\nAllow: {Methods}\r\nUser-Agent: {options.Name}\r\n";
    }

    /// <summary>What people call it.</summary>
    public string Name => _options.Name;

    /// <summary>Its socket.</summary>
    public TransportAddress Local => _transport.Local;

    /// <summary>Its messages, unless the options name another trace.</summary>
    public MessageLog Log { get; } = new();

    /// <summary>Exceptions in its callbacks: bugs of the agent, for tests to look at.</summary>
    public IReadOnlyCollection<Exception> Faults => _faults;

    /// <summary>Contact, Allow and User-Agent, with line ends.</summary>
    internal string CommonFields { get; }

    /// <summary>What it says of its session.</summary>
    internal string Session => SilentSession.Describe(Name, _options.Address);

    internal UserAgentOptions Options => _options;

    internal DigestCredentials? Credentials => _credentials;

    /// <summary>Opens the socket and begins to take calls.</summary>
    public static UserAgent Start(UserAgentOptions options)
    {
        var agent = new UserAgent(options);
        agent._transport.Start(agent._transactions);
        return agent;
    }

    /// <summary>Registers with the proxy, with <see cref="TimeSpan.Zero"/> takes the registration back; returns the final status.</summary>
    public async Task<int> RegisterAsync(TimeSpan? expires = null, CancellationToken cancellation = default)
    {
        var address = $"<sip:{_options.User}@{_options.Domain}>";
        var fields = $"{CommonFields}Expires: {(int)(expires ?? DefaultExpiry).TotalSeconds}\r\n";
        var draft = new RequestDraft(SipMethod.Register, _proxy, $"sip:{_options.Domain}", $"{address};tag={NewToken()}", address, _registerCallId, fields);
        var shard = ShardOf(_registerCallId);
        var request = new ClientRequest(draft, shard, () => ++_registerCSeq, _credentials);
        lock (shard.Lock) request.Send();
        return await Within(request.Final, "no answer to REGISTER", cancellation);
    }

    /// <summary>Calls a number of its site through the proxy, or a SIP URI, directly where that has an address; returns at once.</summary>
    public UserAgentCall StartCall(string target)
    {
        var isUri = target.StartsWith("sip:", StringComparison.OrdinalIgnoreCase);
        var uri = isUri ? target : $"sip:{target}@{_options.Domain}";
        var localTag = NewToken();
        var draft = new RequestDraft(
            SipMethod.Invite, isUri ? FlowTo(uri) : _proxy, uri, $"\"{Name}\" <sip:{_options.User}@{_options.Domain}>;tag={localTag}", $"<{uri}>", NewToken(), CommonFields, Session);
        var call = UserAgentCall.Outgoing(this, ShardOf(draft.CallId), localTag, draft);
        _calls[Key(call.CallId, localTag)] = call;
        call.Send();
        return call;
    }

    /// <summary>Like <see cref="StartCall"/>, and waits for the final response, whatever it is. A call that has none in time is cancelled.</summary>
    public async Task<UserAgentCall> CallAsync(string target, CancellationToken cancellation = default)
    {
        var call = StartCall(target);
        try
        {
            await Within(call.Final, $"no final response to INVITE {target}", cancellation);
            return call;
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    /// <summary>The next incoming call, whether it is answered by itself or waits to be.</summary>
    public Task<UserAgentCall> NextCallAsync(CancellationToken cancellation = default) =>
        Within(_incoming.Reader.ReadAsync(cancellation).AsTask(), "no call came", cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        _transactions.Dispose();
    }

    /// <inheritdoc/>
    void ITransactionUser.OnRequest(in IncomingRequest incoming)
    {
        var (transaction, request) = (incoming.Accept(), incoming.Message);
        var callId = Encoding.Latin1.GetString(request[request.CallId]);
        if (transaction is InviteServerTransaction invite && !transaction.HasToTag)
        {
            var localTag = NewToken();
            var call = UserAgentCall.Incoming(this, invite, request, localTag);
            _calls[Key(callId, localTag)] = call;
            _incoming.Writer.TryWrite(call);
            call.Ring();
        }
        else if (transaction.HasToTag)
        {
            if (CallOf(request) is { } call) call.OnRequest(transaction, request);
            else transaction.Respond(481);
        }
        else if (request.Method == SipMethod.Options)
        {
            Respond(transaction, 200, NewToken(), $"Allow: {Methods}\r\n");
        }
        else
        {
            Respond(transaction, 405, NewToken(), $"Allow: {Methods}\r\n");
        }
    }

    /// <inheritdoc/>
    void ITransactionUser.OnAck(TransactionShard shard, SipMessage ack, in Flow flow) => CallOf(ack)?.OnAck();

    /// <inheritdoc/>
    void ITransactionUser.OnCancel(ServerTransaction invite, SipMessage cancel) => (invite.State as UserAgentCall)?.OnCancel();

    /// <inheritdoc/>
    void ITransactionUser.OnMalformed(SipMessage message, MessageFault fault, in Flow flow) =>
        _faults.Enqueue(new FormatException($"{Name} was sent a message with the fault {fault}."));

    /// <inheritdoc/>
    void ITransactionUser.OnConnectionClosed(in Flow flow)
    {
    }

    /// <summary>Writes and sends a response with a To tag of ours; fields have their line ends.</summary>
    internal static void Respond(ServerTransaction transaction, int status, string localTag, string fields, string body = "")
    {
        var writer = transaction.Shard.Writer();
        transaction.BeginResponse(ref writer, status, default, Encoding.ASCII.GetBytes(localTag));
        writer.Write(fields.AsSpan());
        if (body.Length > 0) writer.Field("Content-Type"u8, "application/sdp"u8);
        writer.End(Encoding.ASCII.GetBytes(body));
        transaction.Send(status, writer.Written);
    }

    /// <summary>Where a URI leads; the proxy where its host is no address of this family.</summary>
    internal Flow FlowTo(string uri)
    {
        if (!SipUri.TryParse(Encoding.Latin1.GetBytes(uri), out var parsed) || !Sip.Parsing.Host.TryParseAddress(parsed.Host, out var address)) return _proxy;
        var remote = TransportAddress.Of(address, parsed.Port == 0 ? 5060 : parsed.Port);
        return _transport.Reaches(remote) ? new Flow(_transport, remote) : _proxy;
    }

    internal void Forget(UserAgentCall call) => _calls.TryRemove(Key(call.CallId, call.LocalTag), out _);

    /// <summary>Waits no longer than the agent's patience.</summary>
    internal async Task<T> Within<T>(Task<T> task, string whatDidNotCome, CancellationToken cancellation)
    {
        try
        {
            return await task.WaitAsync(_options.Patience, _options.Time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Name}: {whatDidNotCome} within {_options.Patience.TotalSeconds:0.#} s.");
        }
    }

    private static string NewToken() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private static string Key(string callId, string localTag) => $"{callId}\n{localTag}";

    private TransactionShard ShardOf(string callId) => _transactions.ShardOf(Encoding.Latin1.GetBytes(callId));

    /// <summary>The call that a request from the peer belongs to: our tag is in its To.</summary>
    private UserAgentCall? CallOf(SipMessage request) =>
        _calls.GetValueOrDefault(Key(Encoding.Latin1.GetString(request[request.CallId]), Encoding.Latin1.GetString(request[request.To.Tag])));
}
