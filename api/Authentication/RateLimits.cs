using Microsoft.Extensions.Options;

namespace SystemConnector.Api.Authentication;

/// <summary>Bounds the operations of each caller on this node.</summary>
internal sealed class RateLimits(IOptions<ApiOptions> options, TimeProvider time)
{
    private readonly TokenBuckets<string>? _callers =
        options.Value.RateLimit is { RequestsPerSecond: > 0 } limit ? new(limit.RequestsPerSecond, limit.Burst, time) : null;

    /// <summary>Whether the caller may run one more operation; when not, after which time.</summary>
    public bool Admit(Caller caller, out TimeSpan retryAfter)
    {
        if (_callers is not null) return _callers.TryTake(caller.Id, out retryAfter);
        retryAfter = TimeSpan.Zero;
        return true;
    }
}
