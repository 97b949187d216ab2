namespace SystemConnector.Grains.Events;

/// <summary>How much of the cluster's log of events each node keeps, so that subscribers can resume. Section "Events".</summary>
public sealed class EventOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Events";

    /// <summary>Events that are kept, 1,000 to 10,000,000. Default 200,000: those of 400 s when there are 500 a second.</summary>
    public int MaxEvents { get; set; } = 200_000;

    /// <summary>Bytes of the events that are kept, 1 MiB to 1 GiB. Default 64 MiB: an event has about 200.</summary>
    public int MaxBytes { get; set; } = 64 << 20;

    /// <summary>How long an event is kept, 1 min to 1 day. Default 15 min.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(15);
}
