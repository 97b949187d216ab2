namespace SystemConnector.Grains.CallRecords;

/// <summary>What is kept of calls. Section "Calls".</summary>
public sealed class CallOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Calls";

    /// <summary>Whether calls are recorded in the database. Default: true. The same on every node.</summary>
    public bool Records { get; set; } = true;

    /// <summary>For how many days records are kept, 1 to 3650; 0 for ever. Default: 90.</summary>
    public int RetentionDays { get; set; } = 90;

    /// <summary>How many records are kept, the latest ones, 1,000 to 1,000,000,000; 0 for any number; looked at hourly. Default: 10,000,000, about 5 GB.</summary>
    public int MaxRecords { get; set; } = 10_000_000;

    /// <summary>
    /// How many parts of records wait in a node's memory while the database is away, 1,000 to 10,000,000; then the oldest are lost. A call
    /// has two or three, of about half a kilobyte. Default: 200,000.
    /// </summary>
    public int MaxWaiting { get; set; } = 200_000;

    /// <summary>How many megabytes a node keeps of the last SIP messages, for ladders of calls; 1 to 1024, 0 for none. Default: 16.</summary>
    public int LadderMegabytes { get; set; } = 16;
}
