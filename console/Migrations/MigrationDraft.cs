using SystemConnector.WebConsole.Connectors;

namespace SystemConnector.WebConsole.Migrations;

/// <summary>Which numbers of a connector a plan is about.</summary>
public enum NumberSource
{
    /// <summary>All that both sides have.</summary>
    All,

    /// <summary>Those of a part of a range.</summary>
    Part,

    /// <summary>Those that match.</summary>
    Matching,

    /// <summary>Those on a list.</summary>
    Listed,
}

/// <summary>A plan as the form holds it.</summary>
public sealed class MigrationDraft
{
    /// <summary>The connector; null until one is chosen.</summary>
    public ConnectorChoice? Connector { get; set; }

    /// <summary>The plan's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Who is to win the numbers.</summary>
    public MigrationDecision Winner { get; set; } = MigrationDecision.Remote;

    /// <summary>Which numbers.</summary>
    public NumberSource Source { get; set; }

    /// <summary>Of a part: the lowest number.</summary>
    public string Min { get; set; } = "";

    /// <summary>Of a part: the highest number.</summary>
    public string Max { get; set; } = "";

    /// <summary>Of ranges: also the numbers that nobody has here yet.</summary>
    public bool IncludeFree { get; set; }

    /// <summary>Of those that match: their kinds as the API calls them; none for all that a local number has.</summary>
    public IReadOnlyCollection<string> Kinds { get; set; } = [];

    /// <summary>Of those that match: a part of the owner's name.</summary>
    public string Owner { get; set; } = "";

    /// <summary>Of those that match: how they begin.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Of those on a list: its lines.</summary>
    public string Lines { get; set; } = "";

    /// <summary>When it begins; null for when it is applied.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>How many numbers a wave has; null for all in one.</summary>
    public int? WaveSize { get; set; }

    /// <summary>How many minutes each wave begins after the one before; null for when it is applied.</summary>
    public int? EveryMinutes { get; set; }

    /// <summary>Whether waves are applied one by one, by hand.</summary>
    public bool IsByHand => WaveSize is not null && EveryMinutes is null;

    /// <summary>Whether more is filled in than which connector it is about.</summary>
    public bool IsFilled => Source != NumberSource.All || IncludeFree || Winner != MigrationDecision.Remote || From is not null || Until is not null || WaveSize is not null;

    /// <summary>The input of previewMigration and createMigration.</summary>
    public object ToInput() => new
    {
        connectorId = Connector?.Id,
        name = Name.Trim(),
        entries = Entries(),
        csv = Source == NumberSource.Listed ? Csv(Lines, Winner) : null,
        from = From,
        until = Until,
        waves = WaveSize is { } size ? new { size, everyMinutes = EveryMinutes } : null,
    };

    /// <summary>A list of numbers as decisions: a line that says nothing else is decided as the plan is, so that faults keep their lines.</summary>
    public static string Csv(string lines, MigrationDecision winner) => string.Join('\n', lines.Split('\n').Select(line =>
    {
        var text = line.TrimEnd('\r').Trim();
        if (text.Length == 0 || text.AsSpan().ContainsAny(',', ';', '\t')) return text;
        return $"{text},{(text.Equals("number", StringComparison.OrdinalIgnoreCase) ? "precedence" : winner.ToString())}";
    }));

    private object[] Entries() => Source switch
    {
        NumberSource.All => [.. (Connector?.ExtensionRanges ?? []).Select(range => new { range = new { min = range.Min, max = range.Max }, includeFree = IncludeFree, winner = Winner })],
        NumberSource.Part => [new { range = new { min = Min.Trim(), max = Max.Trim().Length > 0 ? Max.Trim() : Min.Trim() }, includeFree = IncludeFree, winner = Winner }],
        NumberSource.Matching => [new { filter = new { kinds = Kinds.Count > 0 ? Kinds : null, owner = Given(Owner), numberPrefix = Given(Prefix) }, winner = Winner }],
        _ => [],
    };

    private static string? Given(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
