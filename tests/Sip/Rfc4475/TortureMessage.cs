using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Tests.Rfc4475;

/// <summary>One message of RFC 4475 and what we make of it.</summary>
/// <param name="Name">The name that the RFC gives it, and its file.</param>
/// <param name="Section">The section that describes it.</param>
/// <param name="Fault">What the parser says.</param>
/// <param name="Status">
/// What the server must answer when the message arrives in a datagram; 0 when it must answer nothing (a response, or nobody to answer);
/// null when the outcome is a matter of routing and authentication, not of the message.
/// </param>
/// <param name="Why">Which of the outcomes that the RFC allows this is, and why.</param>
public sealed record TortureMessage(string Name, string Section, MessageFault Fault, int? Status, string Why)
{
    /// <summary>The exact bytes, in an array of its own: parsing unfolds in place.</summary>
    public byte[] Bytes()
    {
        using var stream = typeof(TortureMessage).Assembly.GetManifestResourceStream("Rfc4475." + Name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} (RFC 4475 {Section})";
}
