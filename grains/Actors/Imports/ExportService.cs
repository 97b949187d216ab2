using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Imports;

/// <summary>Writes lists as <see cref="ImportService"/> reads them, page by page in the order of their keys.</summary>
internal sealed class ExportService(
    ConfigurationStore store, IConfigurationQueries queries, LocalNumberImport localNumbers, ConnectorImport connectors, SiteImport sites, DecisionImport decisions, TimeProvider time) : IExports
{
    private const int PageSize = 1_000;

    private static readonly SearchValues<char> _quoted = SearchValues.Create(",;\t\"\r\n");

    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<ExportPage?> Read(ListKind kind, SiteScope within, SiteId? site, ListFormat format, string? after, CancellationToken cancellation)
    {
        if (kind != ListKind.Sites && (site is not { } id || !within.Holds(id) || !await store.Read(db => db.Sites.AnyAsync(s => s.Id == id.Value, cancellation), cancellation))) return null;
        var (columns, lines, next) = kind switch
        {
            ListKind.Sites => await Sites(within, after, cancellation),
            ListKind.LocalNumbers => await LocalNumbers(site!.Value, after, cancellation),
            ListKind.Connectors => await Connectors(site!.Value, after, cancellation),
            ListKind.Decisions => await Decisions(site!.Value, after, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        var text = format == ListFormat.Csv ? Csv(columns, lines, isFirst: after is null) : Json(columns, lines, isFirst: after is null, isLast: next is null);
        return new ExportPage(text, next);
    }

    private async Task<(ImmutableArray<string>, List<object?[]>, string?)> Sites(SiteScope within, string? after, CancellationToken cancellation)
    {
        var page = await queries.Sites(new SiteFilter { Sites = within.Limit }, SiteOrder.Created, new Window(PageSize, Place(after)), cancellation);
        return (sites.Columns, [.. page.Items.Select(static s => new object?[] { s.Item.Name, string.Join(' ', s.Item.Domains), s.Item.IsDefault, string.Join(' ', s.Item.LocalRanges.Select(static r => $"{r.Min}-{r.Max}")) })], Next(page));
    }

    private async Task<(ImmutableArray<string>, List<object?[]>, string?)> LocalNumbers(SiteId site, string? after, CancellationToken cancellation)
    {
        var page = await queries.LocalNumbers(site, new LocalNumberFilter(), LocalNumberOrder.Number, new Window(PageSize, Place(after)), cancellation);
        return (localNumbers.Columns.Remove(LocalNumberImport.Secret),
            [.. page.Items.Select(static n => new object?[] { n.Item.Number.ToString(), NameOf(n.Item.Kind), n.Item.Owner, n.Item.Target, n.Item.SpeedDialTo?.ToString() })], Next(page));
    }

    private async Task<(ImmutableArray<string>, List<object?[]>, string?)> Connectors(SiteId site, string? after, CancellationToken cancellation)
    {
        var page = await queries.Connectors(new ConnectorFilter { Sites = [site] }, ConnectorOrder.Created, new Window(PageSize, Place(after)), cancellation);
        return (connectors.Columns.Remove(ConnectorImport.Password).Remove("registerString"), [.. page.Items.Select(static c => Cells(c.Item))], Next(page));
    }

    private async Task<(ImmutableArray<string>, List<object?[]>, string?)> Decisions(SiteId site, string? after, CancellationToken cancellation)
    {
        var rows = await store.Read(db =>
        {
            var all = DecisionsInForce.Of(db, site, time.GetUtcNow());
            if (after is not null) all = all.Where(d => string.Compare(d.Number, after) > 0);
            return all.OrderBy(static d => d.Number).Take(PageSize + 1)
                .Join(db.Connectors, static d => d.ConnectorId, static c => c.Id, static (d, c) => new { d.Number, d.Precedence, c.Name })
                .OrderBy(static d => d.Number).ToListAsync(cancellation);
        }, cancellation);
        return (decisions.Columns,
            [.. rows.Take(PageSize).Select(static d => new object?[] { d.Number, (Precedence)d.Precedence == Precedence.Local ? "LOCAL" : "REMOTE", d.Name })],
            rows.Count > PageSize ? rows[PageSize - 1].Number : null);
    }

    private static object?[] Cells(Connector c) =>
    [
        c.Name, c.Type == ConnectionType.Password ? "GENERIC_PASSWORD_AUTH" : "GENERIC_IP_AUTH", c.Address, RangeText.Of(c.Ranges), c.Username, c.Register,
        c.NatTransformation, c.Enabled, c.AllowTransit, c.Priority, c.Transport.ToString().ToUpperInvariant(), c.NoAnswerTimeoutSeconds,
        c.CallerIdentity == CallerIdentity.Extension ? "EXTENSION" : "TRUNK_USER", c.Md5Only, c.TrustIdentity, c.SessionExpiresSeconds, c.Tls.Verify, c.Tls.Fingerprint,
        c.Limits.Channels, c.Limits.CallsPerSecond, c.Limits.PendingTransactions, c.Limits.Contacts,
    ];

    private static string NameOf(LocalNumberKind kind) => kind switch
    {
        LocalNumberKind.Extension => "EXTENSION",
        LocalNumberKind.CallFlow => "CALL_FLOW",
        LocalNumberKind.ParkingLot => "PARKING_LOT",
        LocalNumberKind.SpeedDial => "SPEED_DIAL",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Csv(ImmutableArray<string> columns, List<object?[]> lines, bool isFirst)
    {
        var text = new StringBuilder();
        if (isFirst) text.AppendJoin(',', columns).Append("\r\n");
        foreach (var line in lines) text.AppendJoin(',', line.Select(static cell => Quoted(Formula.Guard(Text(cell))))).Append("\r\n");
        return text.ToString();
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(_quoted) || cell.Length != cell.Trim().Length ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private static string Json(ImmutableArray<string> columns, List<object?[]> lines, bool isFirst, bool isLast)
    {
        var text = new StringBuilder(isFirst ? "[" : "");
        using var buffer = new MemoryStream();
        using var writer = new Utf8JsonWriter(buffer, _json);
        for (var i = 0; i < lines.Count; i++)
        {
            buffer.SetLength(0);
            writer.Reset();
            writer.WriteStartObject();
            for (var c = 0; c < columns.Length; c++)
            {
                if (lines[i][c] is null) continue;
                writer.WritePropertyName(columns[c]);
                JsonSerializer.Serialize(writer, lines[i][c]);
            }
            writer.WriteEndObject();
            writer.Flush();
            // One object in a line, so that a fault's line is its object.
            text.Append(isFirst && i == 0 ? "\n" : ",\n").Append(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
        }
        return text.Append(isLast ? "\n]\n" : "").ToString();
    }

    private static string Text(object? cell) => cell switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    };

    private static ListKey? Place(string? after) => after is null ? null : new ListKey("", after);

    private static string? Next<T>(Slice<T> page) => page.HasMore ? page.Items[^1].Key.Id : null;
}
