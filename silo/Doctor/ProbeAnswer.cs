using System.Text;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Doctor;

/// <summary>What a final response says, taken out of the message before its buffer is used again.</summary>
/// <param name="Status">The status; 0 when the request could not be sent.</param>
/// <param name="Answered">The challenge that our credentials answered; null when they were not asked for.</param>
/// <param name="CanAnswer">Whether a challenge in it is of a kind that we can answer.</param>
internal sealed record ProbeAnswer(int Status, DigestChallenge? Answered, bool CanAnswer)
{
    /// <summary>The system refused to send it.</summary>
    public static ProbeAnswer NotSent { get; } = new(0, null, false);

    /// <summary>Status and phrase as people know them.</summary>
    public string Phrase => PhraseOf(Status);

    /// <summary>Reads a response.</summary>
    public static ProbeAnswer Of(SipMessage response, DigestChallenge? answered) =>
        new(response.Status, answered, response.Status is 401 or 407 && DigestChallenge.Strongest(response) is not null);

    /// <summary>A status with its standard phrase: never the far side's own, which may say anything.</summary>
    public static string PhraseOf(int status) => $"{status} {Encoding.ASCII.GetString(ReasonPhrases.Of(status))}";
}
