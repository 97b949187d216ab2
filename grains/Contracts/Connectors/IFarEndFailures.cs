using System.Collections.Immutable;

namespace SystemConnector.Contracts.Connectors;

/// <summary>Why far ends of password connectors are not let in by this node.</summary>
public interface IFarEndFailures
{
    /// <summary>The last failure of each connector whose far end did not succeed here since.</summary>
    ImmutableArray<FarEndFailure> All();
}

/// <summary>The last time that a far end could not prove who it is, without any secret.</summary>
/// <param name="Connector">Whose far end.</param>
/// <param name="Text">What is wrong and what to do, in one sentence.</param>
/// <param name="Time">When.</param>
/// <param name="Source">Where it came from: protocol:address:port.</param>
[GenerateSerializer, Immutable, Alias("sc.FarEndFailure")]
public sealed record FarEndFailure([property: Id(0)] ConnectorId Connector, [property: Id(1)] string Text, [property: Id(2)] DateTimeOffset Time, [property: Id(3)] string Source);
