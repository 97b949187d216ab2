using System.Text.Json;
using Microsoft.JSInterop;

namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>Keeps what is typed into forms in the browser's tab, without passwords, so that it is there again after the page was lost with its node.</summary>
public sealed class KeptDrafts(IJSRuntime script)
{
    /// <summary>What was kept; null when there is nothing.</summary>
    internal async Task<KeptDraft?> Read(string key)
    {
        if (await script.InvokeAsync<string?>("systemConnector.kept", Name(key)) is not { } text) return null;
        try
        {
            return JsonSerializer.Deserialize<KeptDraft>(text) is { Draft: not null, Seen: not null } kept ? kept : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps it.</summary>
    internal ValueTask Write(string key, KeptDraft draft) => script.InvokeVoidAsync("systemConnector.keep", Name(key), JsonSerializer.Serialize(draft));

    /// <summary>It is saved, or not wanted.</summary>
    internal ValueTask Forget(string key) => script.InvokeVoidAsync("systemConnector.keep", Name(key), null);

    private static string Name(string key) => $"connector:{key}";
}

/// <summary>A draft with what it began with.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="Seen">What was saved when it was begun.</param>
/// <param name="Version">The version of that.</param>
internal sealed record KeptDraft(ConnectorDraft Draft, ConnectorDraft Seen, long Version);
