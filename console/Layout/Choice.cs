namespace SystemConnector.WebConsole.Layout;

/// <summary>Something that can be chosen.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
public sealed record Choice(string Id, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
