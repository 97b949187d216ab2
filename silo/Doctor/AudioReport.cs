using System.Net;

namespace SystemConnector.Silo.Doctor;

/// <summary>What an exchange of audio came to.</summary>
/// <param name="Received">How many RTP packets came.</param>
/// <param name="Source">Where the last one came from; null when none did.</param>
/// <param name="Heard">What the far side last reported of ours; null when it reported nothing.</param>
internal sealed record AudioReport(int Received, IPEndPoint? Source, ReceptionReport? Heard);

/// <summary>A report block of RTCP about what we sent (RFC 3550 §6.4.1).</summary>
/// <param name="FractionLost">Of 256, lost since the report before.</param>
/// <param name="HighestSequence">The highest sequence number that arrived, extended.</param>
internal readonly record struct ReceptionReport(byte FractionLost, uint HighestSequence)
{
    /// <summary>In percent.</summary>
    public int PercentLost => FractionLost * 100 / 256;

    /// <summary>Who has heard nothing has no highest sequence number, or lost everything.</summary>
    public bool HasLostAll => HighestSequence == 0 || FractionLost == byte.MaxValue;
}
