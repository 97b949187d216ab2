namespace SystemConnector.Grains.Storage;

/// <summary>
/// Makes the form of a text by which it is searched and sorted: it is kept beside the text, since each database has an idea of its own
/// of upper and lower case.
/// </summary>
internal static class Folding
{
    public static string Fold(string text) => text.ToLowerInvariant();
}
