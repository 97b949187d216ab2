using System.Net;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Demo.UserAgents;

/// <summary>Who a user agent is and how it behaves.</summary>
internal sealed record UserAgentOptions
{
    /// <summary>What people call it ("B160"). It goes out in the session name of SDP, so that a caller learns which phone answered.</summary>
    public required string Name { get; init; }

    /// <summary>The user part of its address: the extension, which is also its user name for digest.</summary>
    public required string User { get; init; }

    /// <summary>The SIP domain of its site.</summary>
    public required string Domain { get; init; }

    /// <summary>Where it sends what has no other place to go: its registrar and outbound proxy.</summary>
    public required IPEndPoint Proxy { get; init; }

    /// <summary>Answers digest challenges; null when it has none.</summary>
    public string? Password { get; init; }

    /// <summary>The address that it binds to, on a port that the system chooses. Default 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The final status that an incoming call gets by itself, e.g. 200 or 486; 0 waits for <see cref="UserAgentCall.Answer"/> or <see cref="UserAgentCall.Reject"/>. Default 200.</summary>
    public int AnswerWith { get; init; } = 200;

    /// <summary>How long it rings before it answers by itself. Default 0.</summary>
    public TimeSpan RingTime { get; init; }

    /// <summary>The longest that anything is waited for. Default 10 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Transaction timers. Default: those of RFC 3261.</summary>
    public TransactionTimers Timers { get; init; } = new();

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Sees all its messages. Default: a <see cref="MessageLog"/> of its own.</summary>
    public IMessageTrace? Trace { get; init; }
}
