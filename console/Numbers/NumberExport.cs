using System.Text;
using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Numbers;

/// <summary>Reads all numbers of a site part by part: a link cannot show the API who asks, as its own export wants.</summary>
internal static class NumberExport
{
    /// <summary>The whole list, or why there is none.</summary>
    /// <param name="client">The client.</param>
    /// <param name="site">The site.</param>
    /// <param name="format">How it is to be written.</param>
    /// <param name="part">Told after each part.</param>
    public static async Task<(string? Text, string? Problem)> Read(GraphQLClient client, string site, ListFormat format, Action part)
    {
        var text = new StringBuilder();
        string? after = null;
        do
        {
            var answer = await client.Run(NumberOperations.Export, new { site, format, after });
            if (answer.Problem is not null || answer.Data?.Export is not { } export) return (null, answer.Problem ?? "The site is gone.");
            text.Append(export.Text);
            after = export.Next;
            part();
        }
        while (after is not null);
        return (text.ToString(), null);
    }
}
