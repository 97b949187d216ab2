using System.Text;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Demo.UserAgents;

/// <summary>Keeps the messages that one or several transports sent and received, in the order in which they did.</summary>
internal sealed class MessageLog : IMessageTrace
{
    // A demo has hundreds; beyond this the oldest go.
    private const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LoggedMessage> _messages = [];

    /// <summary>The messages so far.</summary>
    public IReadOnlyList<LoggedMessage> Messages
    {
        get
        {
            lock (_lock) return [.. _messages];
        }
    }

    /// <inheritdoc/>
    public void Received(ReadOnlySpan<byte> message, in Flow flow) => Add(isSent: false, message, flow);

    /// <inheritdoc/>
    public void Sent(ReadOnlySpan<byte> message, in Flow flow) => Add(isSent: true, message, flow);

    private void Add(bool isSent, ReadOnlySpan<byte> message, in Flow flow)
    {
        var logged = new LoggedMessage(isSent, flow.Transport.Local, flow.Remote, Encoding.Latin1.GetString(message));
        lock (_lock)
        {
            if (_messages.Count == Capacity) _messages.Dequeue();
            _messages.Enqueue(logged);
        }
    }
}

/// <summary>One message as it was on the wire; its bytes as Latin-1, so that none is lost.</summary>
internal sealed record LoggedMessage(bool IsSent, TransportAddress Local, TransportAddress Remote, string Text)
{
    /// <summary>Who sent it.</summary>
    public TransportAddress From => IsSent ? Local : Remote;

    /// <summary>Whom it was sent to.</summary>
    public TransportAddress To => IsSent ? Remote : Local;

    /// <summary>Request line or status line.</summary>
    public string StartLine => Text[..Text.IndexOf('\r', StringComparison.Ordinal)];

    /// <summary>The value of the first header field of that full name; empty when there is none.</summary>
    public string Field(string name)
    {
        foreach (var line in Text.Split("\r\n").Skip(1).TakeWhile(static line => line.Length > 0))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().Equals(name, StringComparison.OrdinalIgnoreCase)) return line[(colon + 1)..].Trim();
        }
        return "";
    }
}
