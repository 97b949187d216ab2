using SystemConnector.Silo.Calls;

namespace SystemConnector.Silo.Admission;

/// <summary>How long a call lasts when nothing more is heard of it, as the answer to its INVITE or its last refresh says.</summary>
internal static class SessionLifetime
{
    // Who does not refresh in time is hung up on by the other side, whose BYE may take a transaction's time.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(64);

    /// <summary>The session interval (RFC 4028 §4) and some grace; without a session timer <see cref="ChannelLedger.TalkTime"/>.</summary>
    /// <param name="interval">In seconds; 0 for none.</param>
    public static TimeSpan Of(uint interval) =>
        interval > 0 && interval < ChannelLedger.TalkTime.TotalSeconds ? TimeSpan.FromSeconds(Math.Max(interval, SessionTimer.Minimum)) + Grace : ChannelLedger.TalkTime;
}
