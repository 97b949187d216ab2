using System.Collections.Immutable;
using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.RemoteKits;

namespace SystemConnector.Api.GraphQL.RemoteKits;

/// <summary>A remote kit as the API shows it.</summary>
[Name("RemoteKit"), Description("What to type on the far end of a connector, in order, and how to see that it works. Text in braces is to be replaced; no secret is ever shown.")]
internal sealed class RemoteKitNode(RemoteSystem system, RemoteKit kit, ImmutableArray<string> notes)
{
    [Description("What the kit is for.")]
    public RemoteSystem System => system;

    [Description("What to type, in this order.")]
    public IEnumerable<RemoteKitStepNode> Steps => kit.Steps.Select(step => new RemoteKitStepNode(step));

    [Description("How to see that it works.")]
    public RemoteKitVerificationNode Verify => new(kit.Verify);

    [Description("What to know or to mend on either side: what matters for every system first.")]
    public IEnumerable<string> Notes => [.. notes, .. kit.Notes];
}

/// <summary>One step of a kit as the API shows it.</summary>
[Name("RemoteKitStep"), Description("One thing to type.")]
internal sealed class RemoteKitStepNode(KitStep step)
{
    [Description("What it is, in a few words.")]
    public string Title => step.Title;

    [Description("What kind of place \"where\" is.")]
    public KitPlace Place => step.Place;

    [Description("The file, the screen with the way to it, or the prompt.")]
    public string Where => step.Where;

    [Description("What to type; for a screen one \"Field: value\" a line.")]
    public string Text => step.Text;

    [Description("What it is for, in a sentence.")]
    public string Why => step.Why;

    [Description("Whether {password} stands in the text, to be replaced by the connector's password.")]
    public bool NeedsPassword => step.NeedsPassword;
}

/// <summary>The verification of a kit as the API shows it.</summary>
[Name("RemoteKitVerification"), Description("How to see that the far end is set up.")]
internal sealed class RemoteKitVerificationNode(KitVerification verify)
{
    [Description("What to type or to open at the far end.")]
    public string Command => verify.Command;

    [Description("What a good answer looks like.")]
    public string Expect => verify.Expect;
}
