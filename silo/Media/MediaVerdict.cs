using System.Globalization;
using SystemConnector.Sip.Media;

namespace SystemConnector.Silo.Media;

/// <summary>Says in one sentence what is wrong with the media of a relayed call: which side is not heard, and where to look. Pure.</summary>
internal static class MediaVerdict
{
    /// <summary>After so long without a packet a side has stopped; an end that sends only while somebody speaks still sends a packet now and then.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>From here on a person hears it.</summary>
    private const double AudibleLoss = 0.05;

    /// <summary>Of fewer packets a share says nothing: 2 s of G.711.</summary>
    private const long EnoughPackets = 100;

    /// <summary>The sentence, about the call's audio or, where it has none, its first media.</summary>
    /// <param name="call">The call.</param>
    /// <param name="caller">What a person calls the caller's side.</param>
    /// <param name="called">What a person calls the called side.</param>
    /// <param name="now">The time.</param>
    public static string Of(RelayedCall call, string caller, string called, DateTimeOffset now)
    {
        if (call.Media.Count == 0) return "No media is relayed for the call now.";
        var media = call.Media.Where(static each => each.Kind == "audio").Append(call.Media[0]).First();
        // Any other word is the peer's own.
        var kind = media.Kind is "audio" or "video" ? media.Kind : "media";
        var (one, other) = (media.FromCaller, media.FromCalled);
        var age = Text(now - call.Since);
        return (one.LastAt, other.LastAt) switch
        {
            (null, null) when one.Strays + other.Strays == 0 =>
                $"No {kind} comes from either side since it began to be relayed {age} ago; while the call rings that is normal, else check NAT and firewalls of both sides.",
            (null, _) when other.LastAt is not null || one.Strays > 0 => Missing(kind, caller, one, age),
            (_, null) => Missing(kind, called, other, age),
            ({ } first, { } second) when now - first > Silence && now - second > Silence =>
                $"No {kind} comes from either side any more: both stopped, the last {Text(now - Later(first, second))} ago; the call is on hold, or its end was lost.",
            ({ } first, _) when now - first > Silence => Stopped(kind, caller, now - first),
            (_, { } second) when now - second > Silence => Stopped(kind, called, now - second),
            _ when Loss(one) > AudibleLoss && Loss(one) >= Loss(other) => Lossy(kind, caller, one),
            _ when Loss(other) > AudibleLoss => Lossy(kind, called, other),
            _ => $"The call's {kind} flows both ways.",
        };
    }

    private static string Missing(string kind, string side, in RelayCounters from, string age) => from.Strays > 0
        ? $"No {kind} comes from {side}: {from.Strays} packets came from an address that it did not announce and were dropped; check its NAT transformation and the address in its SDP."
        : $"No {kind} comes from {side}: nothing was received from it since the {kind} began to be relayed {age} ago; check its NAT and firewall.";

    private static string Stopped(string kind, string side, TimeSpan silence) =>
        $"The {kind} from {side} stopped {Text(silence)} ago; it is on hold, or its network was lost.";

    private static string Lossy(string kind, string side, in RelayCounters from) => string.Create(
        CultureInfo.InvariantCulture, $"{100 * Loss(from):0.#} % of the {kind} from {side} was lost on its way here; check its network.");

    private static double Loss(in RelayCounters from) =>
        from.Packets + from.Lost < EnoughPackets ? 0 : (double)from.Lost / (from.Packets + from.Lost);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static string Text(TimeSpan time) => time < TimeSpan.FromMinutes(2) ? $"{Math.Max(0, (int)time.TotalSeconds)} s" : $"{(int)time.TotalMinutes} min";
}
