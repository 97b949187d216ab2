using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Sites;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Storage;

/// <summary>Makes the records of the contracts from rows; none of them carries a secret.</summary>
internal static class Records
{
    public static Site Of(SiteRow row) => new(
        new SiteId(row.Id),
        row.Name,
        [.. row.Domains.OrderBy(static d => d.Position).Select(static d => d.Domain)],
        row.IsDefault,
        row.Version,
        LocalRanges.Parse(row.LocalRanges));

    public static LocalNumber Of(LocalNumberRow row) => new(
        new SiteId(row.SiteId),
        Number.Parse(row.Number),
        (LocalNumberKind)row.Kind,
        row.Owner,
        row.Target,
        row.SpeedDialTo is null ? null : Number.Parse(row.SpeedDialTo),
        row.Secret is not null);

    public static Connector Of(ConnectorRow row) => new(
        new ConnectorId(row.Id),
        new SiteId(row.SiteId),
        row.Name,
        (ConnectionType)row.Type,
        row.Address,
        [.. row.Ranges.OrderBy(static r => r.Position).Select(Of)],
        row.Username,
        RegisterStringOf(row),
        row.Register,
        row.NatTransformation,
        row.Enabled,
        row.AllowTransit,
        row.Priority,
        (TrunkTransport)row.Transport,
        row.NoAnswerTimeoutSeconds,
        (CallerIdentity)row.CallerIdentity,
        row.Md5Only,
        row.TrustIdentity,
        row.SessionExpiresSeconds,
        Tls(row),
        Limits(row),
        row.PreviousPassword is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.PreviousPasswordUntil),
        row.Version);

    public static TlsPolicy Tls(ConnectorRow row) => new(row.VerifyTls, row.TlsFingerprint);

    public static TrunkLimits Limits(ConnectorRow row) =>
        new(row.MaxChannels, row.MaxCallsPerSecond, row.MaxPendingTransactions, row.MaxContacts);

    public static ExtensionRange Of(ExtensionRangeRow row) => new(
        new RangeId(row.Id),
        new ConnectorId(row.ConnectorId),
        new NumberRange(Number.Parse(row.Min), Number.Parse(row.Max)),
        row.StripDigits,
        row.PrependDigits);

    public static Binding Of(BindingRow row) => new(
        row.Contact,
        row.Path,
        row.Flow,
        row.Node,
        row.CallId,
        (uint)row.CSeq,
        DateTimeOffset.FromUnixTimeMilliseconds(row.Expires),
        row.UserAgent,
        row.Preference,
        row.Instance);

    private static string? RegisterStringOf(ConnectorRow row) =>
        row.Username is not null && FarAddress.TryParse(row.Address, out var address)
            ? RegisterString.Build(row.Username, address.Host, RegisterString.PasswordPlaceholder)
            : null;
}
