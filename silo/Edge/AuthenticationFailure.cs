using SystemConnector.Contracts;

namespace SystemConnector.Silo.Edge;

/// <summary>In what a far side's credentials differ from what they should be.</summary>
internal enum AuthenticationFault : byte
{
    Password,
    Username,
    Realm,
    Uri,
    Algorithm,
    Nonce,
    Grammar,

    /// <summary>Right credentials, for another address of record than its own.</summary>
    AddressOfRecord,
}

/// <summary>The last time that a connector's far side could not prove who it is, without any secret.</summary>
/// <param name="Connector">Whose far side.</param>
/// <param name="At">When.</param>
/// <param name="Method">Of the request.</param>
/// <param name="Source">Where it came from: protocol:address:port.</param>
/// <param name="Fault">What differs.</param>
/// <param name="Theirs">What they have there; empty where it would be a secret or cannot be shown.</param>
/// <param name="Ours">What it should be; empty likewise.</param>
internal sealed record AuthenticationFailure(
    ConnectorId Connector, DateTimeOffset At, string Method, string Source, AuthenticationFault Fault, string Theirs, string Ours)
{
    /// <summary>What is wrong and what to do, in one sentence for a person.</summary>
    public string Sentence => $"{Method} from {Source}: " + Fault switch
    {
        AuthenticationFault.Password => "the far side has another password than this connector; set the same at both ends.",
        AuthenticationFault.Username => $"the far side authenticates as user \"{Theirs}\", this connector's is \"{Ours}\"; set the same at both ends.",
        AuthenticationFault.Realm => $"the far side answered for realm \"{Theirs}\", ours is \"{Ours}\"; have it take the realm of our challenge, or set it there.",
        AuthenticationFault.Uri => $"the far side signed for {Theirs}, but its request came for {Ours}; something between rewrites whom it is for, such as a border controller.",
        AuthenticationFault.Algorithm => $"the far side answered with {Theirs}, offered were {Ours}; set this connector to MD5 only if it reads but the first challenge.",
        AuthenticationFault.Nonce => "the far side answered a challenge that is not ours; check that its requests come here and nowhere else.",
        AuthenticationFault.Grammar => "the far side's credentials lack a part or have one twice; look at its log.",
        _ => $"the far side registers {Theirs}, this connector's address of record is {Ours}; correct the From user there.",
    };
}
