using System.Text;
using System.Threading.Channels;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Tests.Transports;

/// <summary>Keeps what a transport tells, to be waited for.</summary>
internal sealed class RecordingReceiver : ITransportReceiver
{
    private readonly Channel<(string Text, MessageFault Fault, Flow Flow)> _messages = Channel.CreateUnbounded<(string, MessageFault, Flow)>();
    private readonly Channel<SendTicket> _failed = Channel.CreateUnbounded<SendTicket>();
    private readonly Channel<Flow> _closed = Channel.CreateUnbounded<Flow>();

    public Action<SipMessage, Flow>? OnReceived { get; set; }

    public void Received(SipMessage message, MessageFault fault, in Flow flow)
    {
        _messages.Writer.TryWrite((Encoding.UTF8.GetString(message.Bytes), fault, flow));
        OnReceived?.Invoke(message, flow);
    }

    public void SendFailed(SendTicket ticket) => _failed.Writer.TryWrite(ticket);

    public void ConnectionClosed(in Flow flow) => _closed.Writer.TryWrite(flow);

    public async Task<(string Text, MessageFault Fault, Flow Flow)> MessageAsync() => await _messages.Reader.ReadAsync(Bound()).ConfigureAwait(false);

    public async Task<SendTicket> FailedAsync() => await _failed.Reader.ReadAsync(Bound()).ConfigureAwait(false);

    public async Task<Flow> ClosedAsync() => await _closed.Reader.ReadAsync(Bound()).ConfigureAwait(false);

    private static CancellationToken Bound() => new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token;
}
