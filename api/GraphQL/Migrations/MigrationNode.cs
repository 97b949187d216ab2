using System.ComponentModel;
using System.Globalization;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Migrations;

namespace SystemConnector.Api.GraphQL.Migrations;

/// <summary>A migration as the API shows it.</summary>
[Name("Migration"), Implements(typeof(INode)), Description("Precedence decided for many numbers of one connector at once.")]
internal sealed class MigrationNode(Migration migration) : INode, ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => migration.Site;

    [Id, Description("The id.")]
    public string Id => GlobalId.Of(migration.Id);

    [Description("The name.")]
    public string Name => migration.Name;

    [Id, Description("The site.")]
    public string SiteId => GlobalId.Of(migration.Site);

    [Id, Description("The connector in whose extension ranges the numbers are.")]
    public string ConnectorId => GlobalId.Of(migration.Connector);

    [Cost(10), Description("The same connector as it stands; null when it was deleted meanwhile.")]
    public Task<ConnectorNode?> Connector([FromServices] IGrainFactory grains) => MigrationQueryFields.Node(grains, migration.Connector);

    [Description("When it was planned.")]
    public DateTimeOffset CreatedAt => migration.CreatedAt;

    [Description("By whom.")]
    public string CreatedBy => migration.CreatedBy;

    [Description("Where it stands.")]
    public MigrationState State([FromServices] TimeProvider time) => migration.StateAt(time.GetUtcNow());

    [Description("How far it is.")]
    public MigrationProgressNode Progress([FromServices] TimeProvider time) => new(migration, time.GetUtcNow());

    [Description("The first wave that is not applied; null when all are.")]
    public int? NextWave => migration.NextWave;

    [Description("Its waves in their order: at least one.")]
    public IEnumerable<MigrationWaveNode> Waves([FromServices] TimeProvider time)
    {
        var now = time.GetUtcNow();
        return migration.Waves.Select(wave => new MigrationWaveNode(wave, now));
    }

    [Description("Says on which state of numbers, decisions and ranges it was planned, or applied last.")]
    public string Stamp => migration.Stamp;

    [Description("Its numbers in their order.")]
    public async Task<Connection<MigrationNumberNode>> Numbers(
        [FromServices] IMigrationQueries queries,
        [Description("Only those of this wave.")] int? wave = null,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        CancellationToken cancellation = default)
    {
        int? behind = Cursor.Read(after) is not { } key ? null
            : int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position
            : throw Cursor.Malformed();
        var page = await queries.Numbers(migration.Id, wave, PageSize.Checked(first), behind, cancellation);
        return Connection.Of(page, number => new MigrationNumberNode(number), number => number.Position.ToString(CultureInfo.InvariantCulture));
    }

    [Cost(PreviewCost.Value), Description("What the waves that are not applied would do now; null when its connector is gone.")]
    public async Task<MigrationPreviewNode?> Preview([FromServices] IGrainFactory grains) =>
        (await grains.GetGrain<IMigrationsGrain>(migration.Site.Value).PreviewAgain(migration.Id)).Value is { } preview ? new(preview) : null;
}

/// <summary>How far a migration is, as the API shows it.</summary>
[Name("MigrationProgress"), Description("How far a migration is. Done is what is applied and has begun.")]
internal sealed class MigrationProgressNode(Migration migration, DateTimeOffset now)
{
    private readonly List<MigrationWave> _done = [.. migration.Waves.Where(wave => wave.StateAt(now) is WaveState.InForce or WaveState.Ended)];

    [Description("Waves done.")]
    public int WavesDone => _done.Count;

    [Description("All waves.")]
    public int Waves => migration.Waves.Length;

    [Description("Numbers of the waves done.")]
    public int NumbersDone => _done.Sum(wave => wave.Numbers);

    [Description("All numbers.")]
    public int Numbers => migration.Numbers;
}

/// <summary>A wave as the API shows it.</summary>
[Name("MigrationWave"), Description("Numbers of a migration that are applied together.")]
internal sealed class MigrationWaveNode(MigrationWave wave, DateTimeOffset now)
{
    [Description("1 for the first.")]
    public int Wave => wave.Wave;

    [Description("How many numbers it decides.")]
    public int Numbers => wave.Numbers;

    [Description("Where it stands.")]
    public WaveState State => wave.StateAt(now);

    [Description("When it begins: as planned, and once it is applied, as it is; null for at once.")]
    public DateTimeOffset? From => wave.From;

    [Description("When it ends; null when it does not.")]
    public DateTimeOffset? Until => wave.Until;

    [Description("When it was applied the last time; null when it never was.")]
    public DateTimeOffset? AppliedAt => wave.AppliedAt;

    [Description("By whom; null when it never was.")]
    public string? AppliedBy => wave.AppliedBy;

    [Description("How many of its numbers went elsewhere by it than before; null when it was not applied.")]
    public int? Rerouted => wave.Rerouted;

    [Description("When it was undone or cancelled since; null when it was not.")]
    public DateTimeOffset? UndoneAt => wave.UndoneAt;

    [Description("By whom; null when it was not.")]
    public string? UndoneBy => wave.UndoneBy;
}

/// <summary>A number of a migration as the API shows it.</summary>
[Name("MigrationNumber"), Description("A number of a migration.")]
internal sealed class MigrationNumberNode(MigrationNumber number)
{
    [Description("The number.")]
    public string Number => number.Number.ToString();

    [Description("Who is to win it.")]
    public MigrationDecision Winner => number.Precedence.ToDecision();

    [Description("The wave that decides it.")]
    public int Wave => number.Wave;
}

internal static class PreviewCost
{
    /// <summary>The routing rule run twice for each of thousands of numbers.</summary>
    public const double Value = 2_000;
}
