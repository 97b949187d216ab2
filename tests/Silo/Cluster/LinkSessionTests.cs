using Microsoft.Extensions.Time.Testing;
using SystemConnector.Silo.Cluster;

namespace SystemConnector.Silo.Tests.Cluster;

public sealed class LinkSessionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LinkSession _session;

    public LinkSessionTests() => _session = new LinkSession("a", "b", _time);

    [Fact]
    public void Node_of_which_anything_new_comes_is_there_and_witnesses_nothing()
    {
        _time.Advance(LinkSession.Patience);
        Assert.False(_session.IsHeard);
        _session.Heard();
        Assert.True(_session.IsHeard);
        Assert.False(_session.IsWitness);
    }

    [Fact]
    public void Answer_counts_for_a_witness_from_when_it_was_asked_for()
    {
        var asked = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(1));
        _session.Answered(asked);
        Assert.True(_session.IsWitness);
        _time.Advance(LinkSession.Patience - TimeSpan.FromSeconds(1));
        _session.Heard();
        Assert.True(_session.IsHeard);
        Assert.False(_session.IsWitness);
        // One that overtook it counts on.
        _session.Answered(_time.GetTimestamp());
        _session.Answered(asked);
        Assert.True(_session.IsWitness);
    }
}
