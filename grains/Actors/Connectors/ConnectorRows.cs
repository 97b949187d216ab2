using System.Text;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Connectors;

/// <summary>Writes a draft into a connector's row, and reads what its trunk needs.</summary>
internal static class ConnectorRows
{
    public static void Fill(ConnectorRow row, ConnectorDraft draft, SecretProtector protector, DateTimeOffset now)
    {
        var spec = draft.Spec;
        row.Name = spec.Name;
        row.Type = (int)spec.Type;
        row.Address = draft.Address;
        row.Username = draft.Username;
        FillPassword(row, draft, protector, now);
        row.Register = spec.Type == ConnectionType.Password && spec.Register;
        row.NatTransformation = spec.NatTransformation;
        row.Enabled = spec.Enabled;
        row.AllowTransit = spec.AllowTransit;
        row.Priority = spec.Priority;
        row.Transport = (int)spec.Transport;
        row.NoAnswerTimeoutSeconds = spec.NoAnswerTimeoutSeconds;
        row.CallerIdentity = (int)spec.CallerIdentity;
        row.Md5Only = spec.Md5Only;
        row.TrustIdentity = spec.TrustIdentity;
        row.SessionExpiresSeconds = spec.SessionExpiresSeconds;
        FillTls(row, spec.Tls ?? TlsPolicy.Default);
        FillLimits(row, spec.Limits ?? TrunkLimits.Default);
        row.Version++;
        FillRanges(row, draft);
    }

    public static byte[]? Password(ConnectorRow row, SecretProtector protector) =>
        row.Password is null ? null : protector.Unprotect(SecretPurpose.OfConnector(row.Id), row.Password);

    /// <summary>The password before the one in force; null when there is none, be it that its time has passed.</summary>
    public static PreviousPassword? PreviousPassword(ConnectorRow row, SecretProtector protector, DateTimeOffset now)
    {
        if (row.PreviousPassword is null || row.PreviousPasswordUntil <= now.ToUnixTimeMilliseconds()) return null;
        var password = protector.Unprotect(SecretPurpose.OfConnectorBefore(row.Id), row.PreviousPassword);
        return new PreviousPassword(password, DateTimeOffset.FromUnixTimeMilliseconds(row.PreviousPasswordUntil));
    }

    public static TrunkConfiguration Trunk(Connector connector, byte[]? password, PreviousPassword? previous)
    {
        if (!FarAddress.TryParse(connector.Address, out var address))
            throw new InvalidDataException($"The address '{connector.Address}' of connector {connector.Id} is not one.");
        return new TrunkConfiguration(
            connector.Id, connector.Site, connector.Name, connector.Type, address.Host, address.Port, connector.Transport,
            connector.Username, password, connector.Register, connector.Enabled, connector.NatTransformation,
            connector.Type == ConnectionType.Ip ? address.Sources : [], connector.Tls, connector.Limits, previous, connector.Version)
        {
            Md5Only = connector.Md5Only,
        };
    }

    private static void FillPassword(ConnectorRow row, ConnectorDraft draft, SecretProtector protector, DateTimeOffset now)
    {
        var before = Password(row, protector);
        var password = draft.Password is null ? null : Encoding.UTF8.GetBytes(draft.Password);
        var isChanged = before is not null && (password is null || !password.AsSpan().SequenceEqual(before));
        var isOver = row.PreviousPasswordUntil <= now.ToUnixTimeMilliseconds();
        if (isChanged || isOver)
        {
            var isKept = isChanged && password is not null && draft.Spec.KeepPreviousPasswordHours > 0;
            row.PreviousPassword = isKept ? protector.Protect(SecretPurpose.OfConnectorBefore(row.Id), before!) : null;
            row.PreviousPasswordUntil = isKept ? now.AddHours(draft.Spec.KeepPreviousPasswordHours).ToUnixTimeMilliseconds() : 0;
        }
        // Sealed anew only when it is another one: each seal has other bytes, which would tell the audit log of a change.
        if (password is null) row.Password = null;
        else if (before is null || isChanged) row.Password = protector.Protect(SecretPurpose.OfConnector(row.Id), password);
    }

    private static void FillTls(ConnectorRow row, TlsPolicy tls)
    {
        row.VerifyTls = tls.Verify;
        row.TlsFingerprint = TlsFingerprint.Normalize(tls.Fingerprint);
    }

    private static void FillLimits(ConnectorRow row, TrunkLimits limits)
    {
        row.MaxChannels = limits.Channels;
        row.MaxCallsPerSecond = limits.CallsPerSecond;
        row.MaxPendingTransactions = limits.PendingTransactions;
        row.MaxContacts = limits.Contacts;
    }

    // A range that stays keeps its id, so that whoever looks at its conflicts goes on looking at the same.
    private static void FillRanges(ConnectorRow row, ConnectorDraft draft)
    {
        var former = row.Ranges.ToDictionary(static r => (r.Min, r.Max));
        row.Ranges.Clear();
        for (var i = 0; i < draft.Ranges.Length; i++)
        {
            var range = draft.Ranges[i];
            var (min, max) = (range.Numbers.Min.ToString(), range.Numbers.Max.ToString());
            var kept = former.GetValueOrDefault((min, max)) ?? new ExtensionRangeRow { Id = Contracts.RangeId.New().Value, ConnectorId = row.Id };
            kept.Position = i;
            kept.Min = min;
            kept.Max = max;
            kept.Digits = range.Numbers.Digits;
            kept.StripDigits = range.StripDigits;
            kept.PrependDigits = range.PrependDigits;
            row.Ranges.Add(kept);
        }
    }
}
