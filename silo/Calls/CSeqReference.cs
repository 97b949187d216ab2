using System.Buffers.Text;
using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Silo.Calls;

/// <summary>Header fields that repeat the CSeq of another request, which differs between the sides once challenges were answered on the way.</summary>
internal static class CSeqReference
{
    /// <summary>RAck of a PRACK: "response-number CSeq-number method" (RFC 3262 §7.2). False when it is to stay as it came.</summary>
    public static bool TryWriteRAck(ref MessageWriter writer, ReadOnlySpan<byte> value, byte offset)
    {
        var first = value.IndexOf((byte)' ');
        if (offset == 0 || first < 0 || !Utf8Parser.TryParse(value[(first + 1)..], out uint cseq, out var read)) return false;
        writer.Write("RAck: "u8);
        writer.Write(value[..(first + 1)]);
        writer.Write(cseq + offset);
        writer.Write(value[(first + 1 + read)..]);
        writer.Write("\r\n"u8);
        return true;
    }

    /// <summary>Event of a NOTIFY or a SUBSCRIBE: the id of "refer" is the CSeq of the REFER (RFC 3515 §2.4.6). False when it is to stay as it came.</summary>
    public static bool TryWriteEvent(ref MessageWriter writer, ReadOnlySpan<byte> value, int offset)
    {
        var parameters = value.IndexOf((byte)';');
        if (offset == 0 || parameters < 0 || !Ascii.EqualsIgnoreCase(value[..parameters].TrimEnd(" \t"u8), "refer"u8)) return false;
        if (!ParameterValue.TryFind(value[parameters..], "id"u8, out var id) || !Utf8Parser.TryParse(id, out uint cseq, out var read) || read != id.Length) return false;
        writer.Write("Event: refer;id="u8);
        writer.Write((uint)(cseq + offset));
        writer.Write("\r\n"u8);
        return true;
    }
}
