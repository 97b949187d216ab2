using System.Text;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Connectors;

/// <summary>Writes a draft into a connector's row, and reads what its trunk needs.</summary>
internal static class ConnectorRows
{
    public static void Fill(ConnectorRow row, ConnectorDraft draft, SecretProtector protector)
    {
        var spec = draft.Spec;
        row.Name = spec.Name;
        row.Type = (int)spec.Type;
        row.Address = draft.Address;
        row.Username = draft.Username;
        row.Password = draft.Password is null ? null : protector.Protect(SecretPurpose.OfConnector(row.Id), Encoding.UTF8.GetBytes(draft.Password));
        row.Register = spec.Type == ConnectionType.Password && spec.Register;
        row.NatTransformation = spec.NatTransformation;
        row.Enabled = spec.Enabled;
        row.AllowTransit = spec.AllowTransit;
        row.Priority = spec.Priority;
        row.Transport = (int)spec.Transport;
        row.NoAnswerTimeoutSeconds = spec.NoAnswerTimeoutSeconds;
        row.CallerIdentity = (int)spec.CallerIdentity;
        row.Version++;
        FillRanges(row, draft);
    }

    public static byte[]? Password(ConnectorRow row, SecretProtector protector) =>
        row.Password is null ? null : protector.Unprotect(SecretPurpose.OfConnector(row.Id), row.Password);

    public static TrunkConfiguration Trunk(Connector connector, byte[]? password)
    {
        if (!FarAddress.TryParse(connector.Address, out var address))
            throw new InvalidDataException($"The address '{connector.Address}' of connector {connector.Id} is not one.");
        return new TrunkConfiguration(
            connector.Id, connector.Site, connector.Name, connector.Type, address.Host, address.Port, connector.Transport,
            connector.Username, password, connector.Register, connector.Enabled, connector.NatTransformation,
            connector.Type == ConnectionType.Ip ? address.Sources : [], connector.Version);
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
