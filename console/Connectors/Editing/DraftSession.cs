namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>A draft while it is written: what it began with, and what somebody else saved meanwhile.</summary>
internal sealed class DraftSession
{
    /// <summary>What stands in the form.</summary>
    public ConnectorDraft Draft { get; private set; } = new();

    /// <summary>What was saved when it was begun.</summary>
    public ConnectorDraft Seen { get; private set; } = new();

    /// <summary>The version of that; 0 for a new connector.</summary>
    public long Version { get; private set; }

    /// <summary>What somebody else saved since; null when nobody did.</summary>
    public SavedConnector? Theirs { get; private set; }

    /// <summary>Whether something is typed that is not saved.</summary>
    public bool IsDirty => !DraftMerge.AreEqual(Draft, Seen);

    /// <summary>What is kept of it while the page may be lost.</summary>
    public KeptDraft Kept => new(Draft, Seen, Version);

    /// <summary>Begins with a connector as it is saved.</summary>
    public void Begin(SavedConnector connector) => (Seen, Draft, Version, Theirs) = (connector.ToDraft(), connector.ToDraft(), connector.Version, null);

    /// <summary>Goes on after it was saved: what was typed since it was sent is still to be saved.</summary>
    public void Saved(SavedConnector connector, ConnectorDraft sent)
    {
        var typed = Draft;
        Begin(connector);
        Draft = DraftMerge.Over(typed, sent, Seen);
    }

    /// <summary>Begins a new connector in a site.</summary>
    public void BeginNew(string? site) => (Seen, Draft) = (new() { SiteId = site }, new() { SiteId = site });

    /// <summary>Goes on with what was kept.</summary>
    public void Resume(KeptDraft kept) => (Draft, Seen, Version) = (kept.Draft, kept.Seen, kept.Version);

    /// <summary>
    /// Compares with what is saved now. Gives whether another state was met: then <see cref="Theirs"/> says what somebody else saved,
    /// unless nothing was typed, so that the form just begins with it.
    /// </summary>
    public bool Meet(SavedConnector current)
    {
        if (current.Version == Version || current.Version == Theirs?.Version) return false;
        if (!IsDirty)
        {
            Begin(current);
            return true;
        }
        if (DraftMerge.AreEqual(Seen, current.ToDraft()))
        {
            // Another version of the same: nothing of the form was changed.
            Version = current.Version;
            return false;
        }
        Theirs = current;
        return true;
    }

    /// <summary>Goes on over what somebody else saved: what was typed here stays, all else is theirs.</summary>
    public void KeepMine()
    {
        if (Theirs is not { } theirs) return;
        var saved = theirs.ToDraft();
        (Draft, Seen, Version, Theirs) = (DraftMerge.Over(Draft, Seen, saved), saved, theirs.Version, null);
    }
}
