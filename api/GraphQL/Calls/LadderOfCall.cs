using System.Net;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>Picks a call's own messages from those that have its Call-ID: those of the places at which it was offered, and of its caller. Pure.</summary>
internal static class LadderOfCall
{
    /// <summary>The messages, in the same order.</summary>
    public static IReadOnlyList<(ClusterNode Node, LadderMessage Message)> Of(CallRecord call, IReadOnlyList<(ClusterNode Node, LadderMessage Message)> messages)
    {
        var places = call.Attempts.Select(static attempt => attempt.Place).ToHashSet(StringComparer.Ordinal);
        // Far sides of connectors open connections to us as well, from any port.
        var farSides = call.Attempts.Where(static attempt => attempt.Connector is not null).Select(static attempt => Address(Behind(attempt.Place))).ToHashSet();
        if (Invite(call, messages) is { } invite)
        {
            places.Add(Place(invite));
            if (call.ConnectorIn is not null) farSides.Add(Address(invite.Remote));
        }
        farSides.Remove(null);
        return [.. messages.Where(each => places.Contains(Place(each.Message)) || farSides.Contains(Address(each.Message.Remote)))];
    }

    /// <summary>The INVITE that began the call: the last that had come to its node when it began. The beginning is known to the millisecond.</summary>
    private static LadderMessage? Invite(CallRecord call, IReadOnlyList<(ClusterNode Node, LadderMessage Message)> messages) => messages.LastOrDefault(each =>
        each.Node.Name == call.Node && !each.Message.IsSent && each.Message.StartLine.StartsWith("INVITE ", StringComparison.Ordinal)
        && each.Message.Time < call.StartedAt.AddMilliseconds(1)).Message;

    private static string Place(LadderMessage message) => $"{message.Protocol}:{message.Remote}";

    private static string Behind(string place) => place[(place.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static IPAddress? Address(string endPoint) => IPEndPoint.TryParse(endPoint, out var parsed) ? parsed.Address : null;
}
