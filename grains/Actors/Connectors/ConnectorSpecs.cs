using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Grains.Connectors;

/// <summary>Says of a connector what an administrator would have said, but for its password, which stays.</summary>
internal static class ConnectorSpecs
{
    public static ConnectorSpec Of(Connector connector) => new(
        connector.Name,
        connector.Type,
        connector.Address,
        [.. connector.Ranges.Select(static r => new ExtensionRangeSpec(r.Numbers.Min.ToString(), r.Numbers.Max.ToString(), r.StripDigits, r.PrependDigits))],
        connector.Username,
        Password: null,
        RegisterString: null,
        connector.Register,
        connector.NatTransformation,
        connector.Enabled,
        connector.AllowTransit,
        connector.Priority,
        connector.Transport,
        connector.NoAnswerTimeoutSeconds,
        connector.CallerIdentity,
        connector.Md5Only,
        connector.TrustIdentity,
        connector.SessionExpiresSeconds,
        connector.Tls,
        connector.Limits);
}
