using System.Collections.Immutable;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Imports;

/// <summary>Imports connectors of a site by name, each by its grain, which drives its trunk.</summary>
internal sealed class ConnectorImport(ConfigurationStore store, SecretProtector protector, IGrainFactory grains) : IListImport
{
    private const int MaxAtOnce = 200;
    private const int Concurrency = 8;

    public const string Name = "name", Type = "connectionType", Address = "ipAddress", Username = "username", Password = "password";

    public ImmutableArray<string> Columns =>
    [
        Name, Type, Address, "extensionRanges", Username, Password, "registerString", "register", "natTransformation", "enabled", "allowTransit", "priority", "transport",
        "noAnswerTimeoutSeconds", "callerIdentity", "md5Only", "trustIdentity", "sessionExpiresSeconds", "verifyTls", "tlsFingerprint",
        "maxChannels", "maxCallsPerSecond", "maxPendingTransactions", "maxContacts",
    ];

    public async Task<ImportPlan> Plan(ImportRequest request, ImportTable table, CancellationToken cancellation)
    {
        var site = request.Site!.Value;
        var existing = await store.Read(db => db.Connectors.Where(c => c.SiteId == site.Value).Include(static c => c.Ranges).AsSplitQuery()
            .ToDictionaryAsync(static c => c.Name, cancellation), cancellation);
        var (steps, named, usernames, unchanged) = (new List<GrainStep>(), new Dictionary<string, int>(), new Dictionary<string, (int Line, string Name)>(), 0);
        foreach (var line in table.Lines)
        {
            var cells = new Cells(table, line);
            var former = existing.GetValueOrDefault(cells.Text(Name) ?? "");
            var kept = former is null ? null : ConnectorRows.Password(former, protector);
            var spec = Spec(cells, former is null ? null : Records.Of(former));
            var check = ConnectorValidation.Check(spec, kept is null ? null : Encoding.UTF8.GetString(kept));
            cells.Add(check.Faults, ColumnOf);
            if (spec.Name.Length > 0 && !named.TryAdd(spec.Name, line.Number))
                cells.Fault(Name, FaultCode.Contradiction, $"\"{spec.Name}\" stands in line {named[spec.Name]} already.");
            var username = check.Draft?.Username ?? spec.Username;
            if (!string.IsNullOrEmpty(username) && !usernames.TryAdd(username, (line.Number, spec.Name)))
                cells.Fault(Username, FaultCode.Taken, $"Line {usernames[username].Line} has the username '{username}' as well.");
            if (check.Draft is { } draft && former is not null && IsAsGiven(former, draft, kept)) unchanged++;
            else steps.Add(GrainStep.Of(line.Number, former is null, async () => former is null
                ? (await grains.GetGrain<IConnectorGrain>(ConnectorId.New().Value).Create(site, spec)).Faults
                : (await grains.GetGrain<IConnectorGrain>(former.Id).Update(spec, former.Version)).Faults, ColumnOf));
        }
        var gone = existing.Values.Where(c => request.Mode == ImportMode.Replace && !named.ContainsKey(c.Name)).ToList();
        steps.AddRange(gone.Select(c => GrainStep.Deletion(async () => (await grains.GetGrain<IConnectorGrain>(c.Id).Delete()).Faults, ColumnOf)));
        await CheckUsernames(table, site, usernames, existing.Values.Where(c => !named.ContainsKey(c.Name)).Except(gone), cancellation);
        return GrainSteps.Plan(steps, unchanged, table.Lines.Count, MaxAtOnce, Concurrency);
    }

    private static ConnectorSpec Spec(Cells cells, Connector? former)
    {
        var type = cells.Choice(Type, former?.Type ?? ConnectionType.Password,
            ("GENERIC_PASSWORD_AUTH", ConnectionType.Password), ("GENERIC_IP_AUTH", ConnectionType.Ip), ("PASSWORD", ConnectionType.Password), ("IP", ConnectionType.Ip));
        // What the text says nothing of stays as it is, or is as in a new connector; credentials go with the type that has them.
        var start = former is null ? new ConnectorSpec("", type, "", []) : ConnectorSpecs.Of(former);
        if (former is not null && former.Type != type) start = start with { Username = null, Register = true };
        var (tls, limits) = (start.Tls ?? TlsPolicy.Default, start.Limits ?? TrunkLimits.Default);
        return start with
        {
            Name = cells.Text(Name) ?? "",
            Type = type,
            Address = cells.Filled(Address) ?? start.Address,
            Ranges = cells.Filled("extensionRanges") is { } ranges ? RangeText.Read(ranges, (code, message) => cells.Fault("extensionRanges", code, message)) : start.Ranges,
            Username = cells.Filled(Username) ?? start.Username,
            Password = cells.Filled(Password),
            RegisterString = cells.Filled("registerString"),
            Register = cells.Flag("register", start.Register),
            NatTransformation = cells.Flag("natTransformation", start.NatTransformation),
            Enabled = cells.Flag("enabled", start.Enabled),
            AllowTransit = cells.Flag("allowTransit", start.AllowTransit),
            Priority = cells.Number("priority", start.Priority),
            Transport = cells.Choice("transport", start.Transport, ("UDP", TrunkTransport.Udp), ("TCP", TrunkTransport.Tcp), ("TLS", TrunkTransport.Tls)),
            NoAnswerTimeoutSeconds = cells.Number("noAnswerTimeoutSeconds", start.NoAnswerTimeoutSeconds),
            CallerIdentity = cells.Choice("callerIdentity", start.CallerIdentity, ("EXTENSION", CallerIdentity.Extension), ("TRUNK_USER", CallerIdentity.TrunkUser)),
            Md5Only = cells.Flag("md5Only", start.Md5Only),
            TrustIdentity = cells.Flag("trustIdentity", start.TrustIdentity),
            SessionExpiresSeconds = cells.Number("sessionExpiresSeconds", start.SessionExpiresSeconds),
            Tls = new TlsPolicy(cells.Flag("verifyTls", tls.Verify), cells.Filled("tlsFingerprint") ?? tls.Fingerprint),
            Limits = new TrunkLimits(
                cells.Number("maxChannels", limits.Channels), cells.Number("maxCallsPerSecond", limits.CallsPerSecond),
                cells.Number("maxPendingTransactions", limits.PendingTransactions), cells.Number("maxContacts", limits.Contacts)),
        };
    }

    private static bool IsAsGiven(ConnectorRow row, ConnectorDraft draft, byte[]? password)
    {
        var former = ConnectorSpecs.Of(Records.Of(row));
        var given = draft.Spec with
        {
            Address = draft.Address,
            Username = draft.Username,
            Register = draft.Spec.Type == ConnectionType.Password && draft.Spec.Register,
            Tls = draft.Spec.Tls! with { Fingerprint = TlsFingerprint.Normalize(draft.Spec.Tls.Fingerprint) },
            Ranges = former.Ranges,
            Password = null,
            RegisterString = null,
        };
        return given == former
            && former.Ranges.SequenceEqual(draft.Ranges.Select(static r => new ExtensionRangeSpec(r.Numbers.Min.ToString(), r.Numbers.Max.ToString(), r.StripDigits, r.PrependDigits)))
            && (draft.Password is null ? password is null : password is not null && password.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(draft.Password)));
    }

    /// <summary>Usernames that connectors which stay have already, or extensions of the site.</summary>
    private async Task CheckUsernames(
        ImportTable table, SiteId site, Dictionary<string, (int Line, string Name)> usernames, IEnumerable<ConnectorRow> staying, CancellationToken cancellation)
    {
        foreach (var other in staying)
            if (other.Username is { } username && usernames.TryGetValue(username, out var here))
                table.Fault(here.Line, Username, FaultCode.Taken, $"Connector \"{other.Name}\" has the username '{username}': calls could not be told apart.");
        string[] names = [.. usernames.Keys];
        var extensions = await store.Read(db => db.LocalNumbers
            .Where(n => n.SiteId == site.Value && n.Kind == (int)LocalNumberKind.Extension && EF.Parameter(names).Contains(n.Number))
            .Select(static n => n.Number).ToListAsync(cancellation), cancellation);
        foreach (var extension in extensions)
            table.Fault(usernames[extension].Line, Username, FaultCode.Taken, $"The site has an extension {extension}, which registers under the same name.");
    }

    private static string? ColumnOf(string path) => path.Split('[')[0] switch
    {
        "" => null,
        "type" => Type,
        "address" => Address,
        "ranges" => "extensionRanges",
        "tls.fingerprint" => "tlsFingerprint",
        "limits.channels" => "maxChannels",
        "limits.callsPerSecond" => "maxCallsPerSecond",
        "limits.pendingTransactions" => "maxPendingTransactions",
        "limits.contacts" => "maxContacts",
        var same => same,
    };
}
