namespace SystemConnector.Contracts.Connectors;

/// <summary>Why far ends of password connectors are not let in by this node.</summary>
public interface IFarEndFailures
{
    /// <summary>The last failure of a connector's far end; null when it succeeded since, or never failed.</summary>
    FarEndFailure? LastOf(ConnectorId connector);
}

/// <summary>The last time that a far end could not prove who it is, without any secret.</summary>
/// <param name="Text">What is wrong and what to do, in one sentence.</param>
/// <param name="Time">When.</param>
/// <param name="Source">Where it came from: protocol:address:port.</param>
public sealed record FarEndFailure(string Text, DateTimeOffset Time, string Source);
