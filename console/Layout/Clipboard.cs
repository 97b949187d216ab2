using Microsoft.JSInterop;
using MudBlazor;

namespace SystemConnector.WebConsole.Layout;

/// <summary>Puts text where the reader can paste it.</summary>
internal static class Clipboard
{
    public static async Task Copy(IJSRuntime script, ISnackbar snackbar, string text)
    {
        try
        {
            await script.InvokeVoidAsync("systemConnector.copy", text);
            snackbar.Add("Copied.", Severity.Success);
        }
        catch (JSException)
        {
            // A browser gives the clipboard to pages that came over HTTPS or from the same machine.
            snackbar.Add("The browser does not let this page copy: mark the text and copy it yourself.", Severity.Warning);
        }
    }
}
