using System.Collections.Immutable;

namespace SystemConnector.Api.RemoteKits;

/// <summary>What to type on the far end of a connector, in order, and how to see that it works.</summary>
/// <param name="Steps">What to type, in this order.</param>
/// <param name="Verify">How to see that it works.</param>
/// <param name="Notes">What to know or to mend on either side, a sentence or two each.</param>
internal sealed record RemoteKit(ImmutableArray<KitStep> Steps, KitVerification Verify, ImmutableArray<string> Notes);

/// <summary>One thing to type.</summary>
/// <param name="Title">What it is, in a few words.</param>
/// <param name="Place">What kind of place <paramref name="Where"/> is.</param>
/// <param name="Where">The file, the screen with the way to it, or the prompt.</param>
/// <param name="Text">What to type; for a screen one "Field: value" a line.</param>
/// <param name="Why">What it is for, in a sentence.</param>
internal sealed record KitStep(string Title, KitPlace Place, string Where, string Text, string Why)
{
    /// <summary>True when <see cref="KitText.Password"/> stands in the text for the password, which is never shown.</summary>
    public bool NeedsPassword => Text.Contains(KitText.Password, StringComparison.Ordinal);
}

/// <summary>Where something is typed.</summary>
internal enum KitPlace
{
    /// <summary>Into a file.</summary>
    File,

    /// <summary>Into the fields of a screen.</summary>
    Screen,

    /// <summary>At a prompt.</summary>
    Prompt,
}

/// <summary>How to see that the far end is set up.</summary>
/// <param name="Command">What to type or to open.</param>
/// <param name="Expect">What a good answer looks like.</param>
internal sealed record KitVerification(string Command, string Expect);
