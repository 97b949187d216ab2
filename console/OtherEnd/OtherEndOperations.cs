using SystemConnector.WebConsole.GraphQL;
using SystemConnector.WebConsole.Trunks;

namespace SystemConnector.WebConsole.OtherEnd;

/// <summary>What stands at the other end.</summary>
internal enum RemoteSystem
{
    SystemConnector,
    Asterisk,
    Freepbx,
    Freeswitch,
    ThreeCx,
    Kamailio,
    CiscoCube,
}

/// <summary>What the page about the other end asks the API.</summary>
internal static class OtherEndOperations
{
    public static readonly Operation<WithKit> Kit = new("""
        query ($id: ID!, $system: RemoteSystem!) {
          connector(id: $id) {
            id name
            remoteKit(system: $system) { notes steps { title place where text why needsPassword } verify { command expect } }
          }
        }
        """);

    /// <summary>What was seen of the other end: its trunk, its latest calls that were answered, and those that go on.</summary>
    public static readonly Operation<WithSigns> Seen = new("""
        query ($id: ID!, $since: DateTime!) {
          connector(id: $id) {
            name enabled connectionType register username
            trunk { state usable cause since registeredUntil }
            farEndRegistrations { contact expiresAt }
            authenticationFailure { source text time }
            relayedCalls(first: 5) { nodes { verdict media { kind fromCaller { packets } fromCalled { packets } } } }
          }
          callRecords(connectorId: $id, outcome: ANSWERED, from: $since, first: 20) {
            nodes { id from number connectorInId connectorOutId answeredAt media { packetsFromCaller packetsFromCalled } }
          }
        }
        """);

    internal sealed record WithKit(KitConnector? Connector);

    internal sealed record KitConnector(string Id, string Name, Kit RemoteKit);

    internal sealed record WithSigns(Signs? Connector, Records CallRecords);

    internal sealed record Records(IReadOnlyList<Record> Nodes);

    internal sealed record Record(string Id, string From, string Number, string? ConnectorInId, string? ConnectorOutId, DateTimeOffset? AnsweredAt, Media? Media);

    internal sealed record Media(long PacketsFromCaller, long PacketsFromCalled);

    internal sealed record Signs(
        string Name, bool Enabled, string ConnectionType, bool Register, string? Username, RegisteredTrunk? Trunk, IReadOnlyList<Registration> FarEndRegistrations,
        Failure? AuthenticationFailure, Relayed RelayedCalls);

    internal sealed record Registration(string Contact, DateTimeOffset ExpiresAt);

    internal sealed record RegisteredTrunk(TrunkState State, bool Usable, string? Cause, DateTimeOffset Since, DateTimeOffset? RegisteredUntil);

    internal sealed record Failure(string Source, string Text, DateTimeOffset Time);

    internal sealed record Relayed(IReadOnlyList<RelayedCall> Nodes);

    internal sealed record RelayedCall(string Verdict, IReadOnlyList<RelayedMedia> Media);

    internal sealed record RelayedMedia(string Kind, Flow FromCaller, Flow FromCalled);

    internal sealed record Flow(long Packets);
}

/// <summary>A remote kit as the API has it.</summary>
/// <param name="Notes">What to know first.</param>
/// <param name="Steps">What to type, in this order.</param>
/// <param name="Verify">How to see that it works.</param>
public sealed record Kit(IReadOnlyList<string> Notes, IReadOnlyList<KitStep> Steps, KitVerification Verify);

/// <summary>One thing to type.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Place">What kind of place it is typed at.</param>
/// <param name="Where">The file, the screen, or the prompt.</param>
/// <param name="Text">What to type.</param>
/// <param name="Why">What it is for.</param>
/// <param name="NeedsPassword">Whether {password} stands in it.</param>
public sealed record KitStep(string Title, KitPlace Place, string Where, string Text, string Why, bool NeedsPassword);

/// <summary>How to see there that it works.</summary>
/// <param name="Command">What to type or to open.</param>
/// <param name="Expect">What a good answer looks like.</param>
public sealed record KitVerification(string Command, string Expect);

/// <summary>Where something is typed.</summary>
public enum KitPlace
{
    /// <summary>Into a file.</summary>
    File,

    /// <summary>At a prompt.</summary>
    Prompt,

    /// <summary>Into the fields of a screen.</summary>
    Screen,
}

/// <summary>Systems as people call them.</summary>
internal static class RemoteSystemWords
{
    public static string Text(RemoteSystem system) => system switch
    {
        RemoteSystem.Asterisk => "Asterisk",
        RemoteSystem.Freepbx => "FreePBX",
        RemoteSystem.Freeswitch => "FreeSWITCH",
        RemoteSystem.ThreeCx => "3CX",
        RemoteSystem.Kamailio => "Kamailio",
        RemoteSystem.CiscoCube => "Cisco CUBE",
        _ => "System Connector",
    };
}
