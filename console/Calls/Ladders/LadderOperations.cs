using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Calls.Ladders;

/// <summary>Asks for the messages of a call; for operators.</summary>
internal static class LadderOperations
{
    public static readonly Operation<Found> Of = new("""
        query ($id: ID!) { call(id: $id) { ladder { silentNodes messages { node time isSent protocol from to startLine text } } } }
        """);

    internal sealed record Found(OneCall? Call);

    internal sealed record OneCall(Ladder Ladder);

    internal sealed record Ladder(IReadOnlyList<LadderMessage> Messages, IReadOnlyList<string> SilentNodes);
}
