using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Conflicts;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Previews;

/// <summary>What a change would do, as the API shows it.</summary>
[Name("RoutePreview"), Description("What a change would do to who gets which number, for calls from the site's own phones while every trunk is up, and to conflicts.")]
internal sealed class RoutePreviewNode(IRoutePreview preview) : ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => preview.Site;

    [Description("In one sentence: \"Reroutes 37 of 900 numbers: 30 from extensions to connector \"B\", …\".")]
    public string Summary => preview.Summary;

    [Description("How many numbers change hands.")]
    public long Rerouted => preview.Rerouted;

    [Description("How many numbers the change is about: those of changed ranges, changed local numbers, decided ones.")]
    public long Concerned => preview.Concerned;

    [Description("The time for which numbers were routed.")]
    public DateTimeOffset At => preview.At;

    [Description("The version of the routing table over which the change was laid.")]
    public long TableVersion => preview.TableVersion;

    [Description("Who loses how many numbers to whom, the most first.")]
    public IEnumerable<NumberMoveNode> Moves => preview.Moves.Select(static move => new NumberMoveNode(move));

    [Description("The numbers that change hands, in their order, with who gets them before and after.")]
    public Connection<NumberHandoverNode> Handovers(
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null)
    {
        Number? afterNumber = Cursor.Read(after) is not { } key ? null : Number.TryParse(key, out var number) ? number : throw Cursor.Malformed();
        return Connection.Of(preview.Handovers(PageSize.Checked(first), afterNumber), static handover => new NumberHandoverNode(handover), static handover => handover.Numbers.Min.ToString());
    }

    [Description("How many conflicts of each kind come and go; kinds without any are left out.")]
    public IEnumerable<ConflictKindChangeNode> ConflictCounts => preview.ConflictCounts.Select(static change => new ConflictKindChangeNode(change));

    [Description("Conflicts that would appear, by number.")]
    public Connection<ConflictChangeNode> AppearingConflicts(
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null) =>
        Page(preview.Appearing(PageSize.Checked(first), Cursor.Read(after, ConflictChange.IsKey)));

    [Description("Conflicts that would vanish, by number.")]
    public Connection<ConflictChangeNode> VanishingConflicts(
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null) =>
        Page(preview.Vanishing(PageSize.Checked(first), Cursor.Read(after, ConflictChange.IsKey)));

    private static Connection<ConflictChangeNode> Page(Page<ConflictChange> page) =>
        Connection.Of(page, static change => new ConflictChangeNode(change), static change => change.Key);
}

/// <summary>So many numbers that go from one to another, as the API shows them.</summary>
[Name("NumberMove"), Description("So many numbers go from one to another.")]
internal sealed class NumberMoveNode(NumberMove move)
{
    [Description("How many numbers.")]
    public long Count => move.Count;

    [Description("Who gets them before: \"extensions\", \"connector \"B\"\", \"nobody\".")]
    public string From => move.From;

    [Description("Who gets them after.")]
    public string To => move.To;
}

/// <summary>Numbers that change hands, as the API shows them.</summary>
[Name("NumberHandover"), Description("Numbers that change hands in the same way.")]
internal sealed class NumberHandoverNode(NumberHandover handover)
{
    [Description("The numbers: one, or a span.")]
    public NumberRangeNode Numbers => new(handover.Numbers);

    [Description("Who gets them as it is.")]
    public NumberWinnerNode Before => new(handover.Before);

    [Description("Who would get them.")]
    public NumberWinnerNode After => new(handover.After);
}

/// <summary>Who gets a number, as the API shows it.</summary>
[Name("NumberWinner"), Description("Who gets a number, and why.")]
internal sealed class NumberWinnerNode(NumberWinner winner)
{
    [Description("A local number, a connector, or nobody.")]
    public WinnerKind Kind => winner.Kind;

    [Description("As people know it: \"Extension 115: Rani Oliver\", \"Connector \"B\"\", \"Nobody\".")]
    public string Text => winner.Text;

    [Description("Why, in one sentence.")]
    public string Why => winner.Why;

    [Description("For a local number: what it is tied to.")]
    public LocalNumberKind? LocalKind => winner.LocalKind;

    [Id, Description("For a connector that exists: its id.")]
    public string? ConnectorId => winner.Connector is { } connector ? GlobalId.Of(connector) : null;

    [Description("For a connector: its name.")]
    public string? ConnectorName => winner.ConnectorName;

    [Description("For a speed dial: the number that is called instead.")]
    public string? SpeedDialTo => winner.SpeedDialTo?.ToString();
}

/// <summary>A conflict that comes or goes, as the API shows it.</summary>
[Name("ConflictChange"), Description("A conflict that would appear or vanish.")]
internal sealed class ConflictChangeNode(ConflictChange change)
{
    [Id, Description("The connector whose range it is in; null for one that does not exist yet.")]
    public string? ConnectorId => change.Connector is { } connector ? GlobalId.Of(connector) : null;

    [Description("The connector's name.")]
    public string ConnectorName => change.ConnectorName;

    [Description("The conflict: as it would be, or as it is.")]
    public ConflictNode Conflict => new(change.Conflict);
}

/// <summary>How many conflicts of a kind come and go, as the API shows it.</summary>
[Name("ConflictKindChange"), Description("How many conflicts of a kind would appear and vanish.")]
internal sealed class ConflictKindChangeNode(ConflictKindChange change)
{
    [Description("The kind.")]
    public ConflictKind Kind => change.Kind;

    [Description("How many would appear.")]
    public int Appearing => change.Appearing;

    [Description("How many would vanish.")]
    public int Vanishing => change.Vanishing;
}
