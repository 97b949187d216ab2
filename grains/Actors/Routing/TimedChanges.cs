using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Previews;
using SystemConnector.Grains.Sites;

namespace SystemConnector.Grains.Routing;

/// <summary>Finds when a timed decision changes by itself who gets a number.</summary>
internal static class TimedChanges
{
    /// <summary>Decisions that begin or end and change nothing are passed over, so many of them.</summary>
    private const int MostLooks = 64;

    /// <summary>The next change; null when there is none.</summary>
    /// <param name="site">The site.</param>
    /// <param name="dialled">The number as dialled.</param>
    /// <param name="decided">The numbers whose decisions counted: that number, and those for which speed dials stand.</param>
    /// <param name="at">The time after which it is.</param>
    public static RouteTimedChange? Next(SiteRoutes site, Number dialled, IReadOnlyCollection<Number> decided, DateTimeOffset at)
    {
        if (dialled.Length == 0) return null;
        var now = new WinnerTrace(site, at).Of(dialled);
        var time = at;
        for (var look = 0; look < MostLooks; look++)
        {
            if (decided.Min(number => site.FindDecision(number)?.NextChange(time)) is not { } next) return null;
            time = next;
            var then = new WinnerTrace(site, time).Of(dialled);
            if (!then.IsSameHands(now)) return new RouteTimedChange(time, $"From {UtcText.Of(time)} {dialled} goes to {Hands(then)}, since {Why(site, decided, time)}.");
        }
        return null;
    }

    private static string Hands(in Winner winner) => winner.Kind switch
    {
        WinnerKind.Local => LocalNumberText.Of(winner.Local!.Kind, winner.Local.Number, winner.Local.Owner),
        WinnerKind.Connector => $"connector \"{winner.Range!.Connector.Name}\"",
        _ => "nobody",
    };

    private static string Why(SiteRoutes site, IEnumerable<Number> decided, DateTimeOffset time) =>
        decided.Any(number => site.FindDecision(number)?.At(time) is { } layer && layer.From == time)
            ? "a decision that was made before begins then"
            : "the decision that was in force until then ends";
}
