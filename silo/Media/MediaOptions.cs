namespace SystemConnector.Silo.Media;

/// <summary>How this node relays media. Section "Media".</summary>
public sealed class MediaOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Media";

    /// <summary>
    /// The first port of media; 1024 to 65535. Default 20000. A call takes two ports towards each side for each of its media, of
    /// which it has four at most, and opens them when it needs them; Linux gives ports from 32768 on to others.
    /// </summary>
    public int PortMin { get; set; } = 20_000;

    /// <summary>The last port of media. Default 29999, for 2,500 calls at once.</summary>
    public int PortMax { get; set; } = 29_999;

    /// <summary>The IPv4 address of this machine that media is bound to. Default: the one that SIP has towards each side.</summary>
    public string? BindIPv4 { get; set; }

    /// <summary>The IPv6 address of this machine that media is bound to. Default: the one that SIP has towards each side.</summary>
    public string? BindIPv6 { get; set; }

    /// <summary>The IPv4 address that peers are told, when it is another (a node behind NAT). Default: Sip:AdvertisedAddress where that is one.</summary>
    public string? AdvertisedIPv4 { get; set; }

    /// <summary>The IPv6 address that peers are told, when it is another. Default: Sip:AdvertisedAddress where that is one.</summary>
    public string? AdvertisedIPv6 { get; set; }

    /// <summary>How many threads carry packets; 1 to 64. Default: one for each core, at most 4; one carries some thousand streams.</summary>
    public int Threads { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>How long nothing may be heard of a call, neither packets nor signalling, before its ports are freed; 10 s to 1 day. Default 5 min.</summary>
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
