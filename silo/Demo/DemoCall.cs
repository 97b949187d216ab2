namespace SystemConnector.Silo.Demo;

/// <summary>A call that the demo makes, and what must come of it.</summary>
/// <param name="From">The phone that calls.</param>
/// <param name="Number">What it dials.</param>
/// <param name="Answerer">The phone that must answer.</param>
/// <param name="Why">Why it is that one.</param>
internal sealed record DemoCall(string From, string Number, string Answerer, string Why)
{
    /// <summary>The three calls that show what the engine is for.</summary>
    public static readonly IReadOnlyList<DemoCall> All =
    [
        new("A100", "160", "B160", "160 lives at Location B: the call goes through the connector."),
        new("A100", "150", "A150", "Both locations have 150: a local number comes first, the call stays at Location A."),
        new("B200", "120", "A120", "120 lives at Location A: the connector carries calls in both directions."),
    ];
}
