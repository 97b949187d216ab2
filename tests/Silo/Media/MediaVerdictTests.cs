using SystemConnector.Silo.Media;
using SystemConnector.Sip.Media;

namespace SystemConnector.Silo.Tests.Media;

/// <summary>What is said of the media of a call.</summary>
public sealed class MediaVerdictTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Now = Start.AddSeconds(12);
    private static RelayCounters Nothing => default;

    [Fact]
    public void Flow_is_said() => Assert.Equal("The call's audio flows both ways.", Verdict(Heard(), Heard(secondsAgo: 5)));

    [Fact]
    public void Side_of_which_nothing_came_is_named()
    {
        Assert.Equal("No audio comes from A: nothing was received from it since the audio began to be relayed 12 s ago; check its NAT and firewall.", Verdict(Nothing, Heard()));
        Assert.Equal("No audio comes from B: nothing was received from it since the audio began to be relayed 12 s ago; check its NAT and firewall.", Verdict(Heard(), Nothing));
        // Then the other one's pause says nothing.
        Assert.StartsWith("No audio comes from B: ", Verdict(Heard(secondsAgo: 9), Nothing), StringComparison.Ordinal);
    }

    [Fact]
    public void Side_whose_packets_were_dropped_is_named_with_their_number()
    {
        const string expected = ": 40 packets came from an address that it did not announce and were dropped; check its NAT transformation and the address in its SDP.";
        var strays = Nothing with { Strays = 40 };
        Assert.Equal("No audio comes from A" + expected, Verdict(strays, Heard()));
        Assert.Equal("No audio comes from B" + expected, Verdict(Heard(), strays));
        Assert.Equal("No audio comes from A" + expected, Verdict(strays, Nothing));
        Assert.Equal("No audio comes from B" + expected, Verdict(Nothing, strays));
    }

    [Fact]
    public void Silence_of_both_is_not_blamed_on_one() => Assert.Equal(
        "No audio comes from either side since it began to be relayed 12 s ago; while the call rings that is normal, else check NAT and firewalls of both sides.",
        Verdict(Nothing, Nothing));

    [Fact]
    public void Side_that_stopped_is_named()
    {
        Assert.Equal("The audio from A stopped 6 s ago; it is on hold, or its network was lost.", Verdict(Heard(secondsAgo: 6), Heard()));
        Assert.Equal("The audio from B stopped 9 s ago; it is on hold, or its network was lost.", Verdict(Heard(), Heard(secondsAgo: 9)));
        Assert.Equal(
            "No audio comes from either side any more: both stopped, the last 6 s ago; the call is on hold, or its end was lost.",
            Verdict(Heard(secondsAgo: 9), Heard(secondsAgo: 6)));
    }

    [Fact]
    public void Loss_is_said_from_where_it_is_heard_on_and_of_the_worse_side()
    {
        Assert.Equal("The call's audio flows both ways.", Verdict(Heard(950, lost: 50), Heard()));
        Assert.Equal("5.1 % of the audio from A was lost on its way here; check its network.", Verdict(Heard(949, lost: 51), Heard()));
        Assert.Equal("10 % of the audio from B was lost on its way here; check its network.", Verdict(Heard(940, lost: 60), Heard(900, lost: 100)));
        // Of a few packets one is not a share.
        Assert.Equal("The call's audio flows both ways.", Verdict(Heard(9, lost: 1), Heard()));
    }

    [Fact]
    public void Audio_counts_before_other_media_and_words_of_the_peer_are_not_repeated()
    {
        RelayedMedia video = new("video", Heard(), Nothing, default, default), audio = new("audio", Heard(), Heard(), default, default);
        Assert.Equal("The call's audio flows both ways.", Verdict(video, audio));
        Assert.StartsWith("No video comes from B", Verdict(video), StringComparison.Ordinal);
        Assert.Equal("The call's media flows both ways.", Verdict(audio with { Kind = "<script>" }));
        Assert.Equal("No media is relayed for the call now.", Verdict());
    }

    [Fact]
    public void Long_times_are_told_in_minutes() =>
        Assert.Contains("began to be relayed 3 min ago", MediaVerdict.Of(Call(new RelayedMedia("audio", Nothing, Nothing, default, default)), "A", "B", Start.AddSeconds(200)), StringComparison.Ordinal);

    private static string Verdict(RelayCounters fromCaller, RelayCounters fromCalled) => Verdict(new RelayedMedia("audio", fromCaller, fromCalled, default, default));

    private static string Verdict(params RelayedMedia[] media) => MediaVerdict.Of(Call(media), "A", "B", Now);

    private static RelayedCall Call(params RelayedMedia[] media) => new(1, "call", default, default, Start, media);

    private static RelayCounters Heard(long packets = 500, long lost = 0, int secondsAgo = 0) => new(packets, packets * 172, lost, 0, 0, Now.AddSeconds(-secondsAgo), null);
}
