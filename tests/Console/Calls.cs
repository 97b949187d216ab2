using System.Text.Json;
using SystemConnector.Conformance.Tests;
using SystemConnector.Conformance.Tests.Nodes;

namespace SystemConnector.Console.Tests;

/// <summary>What tests that place calls wait for at the API.</summary>
internal static class Calls
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(15);

    /// <summary>Waits until the node sends a number there ("LOCAL", "REMOTE" …).</summary>
    public static async Task RoutesAsync(NodeProcess node, string site, string number, string outcome)
    {
        JsonElement last = default;
        await Eventually.TrueAsync(
            async () =>
            {
                last = (await node.GraphQl.QueryAsync("query ($site: ID!, $number: String!) { explainRoute(siteId: $site, number: $number) { outcome summary } }", new { site, number })).GetProperty("explainRoute");
                return last.ValueKind == JsonValueKind.Object && last.GetProperty("outcome").GetString() == outcome;
            },
            s_bound,
            () => $"{number} is routed {outcome}: {last}");
    }

    /// <summary>Waits until a call to the number is over; gives the id of its record.</summary>
    public static async Task<string> RecordAsync(NodeProcess node, string site, string number)
    {
        var id = "";
        await Eventually.TrueAsync(
            async () =>
            {
                var calls = (await node.GraphQl.QueryAsync("query ($site: ID!, $number: String!) { callRecords(siteId: $site, number: $number) { nodes { id endedAt } } }", new { site, number }))
                    .GetProperty("callRecords").GetProperty("nodes");
                if (calls.GetArrayLength() == 0 || calls[0].GetProperty("endedAt").ValueKind == JsonValueKind.Null) return false;
                id = calls[0].GetProperty("id").GetString()!;
                return true;
            },
            s_bound,
            () => $"a call to {number} has a record");
        return id;
    }
}
