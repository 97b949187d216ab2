using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>Which of several branches' refusals the caller gets (RFC 3261 §16.7). Used under the shard's lock.</summary>
internal struct BestRefusal
{
    private Kept _response;

    /// <summary>Its status; 0 while there is none.</summary>
    public int Status { get; private set; }

    /// <summary>Where it came from; null when there is no response.</summary>
    public Branch? Branch { get; private set; }

    /// <summary>True when no refusal so far says more than that one.</summary>
    public readonly bool IsBest(int status) => Rank(status) >= Rank(Status);

    /// <summary>Takes a refusal when it says at least as much as the one so far.</summary>
    /// <param name="shard">The call's shard.</param>
    /// <param name="status">Its status.</param>
    /// <param name="response">The response; null when there is none and the status is our own conclusion.</param>
    /// <param name="branch">Where it came from.</param>
    public void Offer(TransactionShard shard, int status, SipMessage? response, Branch branch)
    {
        if (!IsBest(status)) return;
        Status = status;
        Branch = response is null ? null : branch;
        _response.Release(shard);
        if (response is not null) _response.Set(shard, response.Bytes);
    }

    /// <summary>The response, parsed again; null when there was none.</summary>
    public readonly SipMessage? Response()
    {
        if (_response.IsEmpty) return null;
        var response = new SipMessage();
        return SipParser.Parse(response, _response.Buffer, 0, _response.Length) == MessageFault.None ? response : null;
    }

    /// <summary>Gives back what it keeps.</summary>
    public void Release(TransactionShard shard) => _response.Release(shard);

    /// <summary>A decision of a person says more than a fault of a request, that more than a fault of a server, that more than silence.</summary>
    private static int Rank(int status) => status switch
    {
        0 => 0,
        >= 600 => 6,
        486 => 5,
        408 or 480 or 487 => 1,
        >= 500 => 2,
        >= 400 => 3,
        _ => 4,
    };
}
