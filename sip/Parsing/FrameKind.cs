namespace SystemConnector.Sip.Parsing;

/// <summary>What a stream holds next.</summary>
public enum FrameKind : byte
{
    /// <summary>Nothing whole yet: read on.</summary>
    NeedMore,

    /// <summary>A message.</summary>
    Message,

    /// <summary>A keep-alive that asks for one line end in return (RFC 5626 §3.5.1).</summary>
    Ping,

    /// <summary>The answer to a keep-alive, or a stray line end in front of a message (RFC 3261 §7.5).</summary>
    Pong,

    /// <summary>The stream cannot be framed any more: close the connection.</summary>
    Fault,
}
