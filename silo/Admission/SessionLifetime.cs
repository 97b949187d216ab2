using System.Buffers.Text;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Admission;

/// <summary>How long a call lasts when nothing more is heard of it, as the answer to its INVITE or its last refresh says.</summary>
internal static class SessionLifetime
{
    // Who does not refresh in time is hung up on by the other side, whose BYE may take a transaction's time.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(64);

    /// <summary>The session interval (RFC 4028 §4) and some grace; without a session timer <see cref="ChannelLedger.TalkTime"/>.</summary>
    public static TimeSpan Of(SipMessage answer)
    {
        foreach (ref readonly var field in answer.Fields)
        {
            var name = answer[field.NameText];
            if (!System.Text.Ascii.EqualsIgnoreCase(name, "Session-Expires"u8) && !System.Text.Ascii.EqualsIgnoreCase(name, "x"u8)) continue;
            if (Utf8Parser.TryParse(answer[field.Value], out uint seconds, out _) && seconds < ChannelLedger.TalkTime.TotalSeconds)
                return TimeSpan.FromSeconds(seconds) + Grace;
        }
        return ChannelLedger.TalkTime;
    }
}
