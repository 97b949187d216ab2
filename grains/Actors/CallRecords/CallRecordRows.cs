using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.CallRecords;

/// <summary>Makes rows of parts, and records of rows. Pure.</summary>
internal static partial class CallRecordRows
{
    /// <summary>A row that holds what the parts of one call say, for the case that they are the first of it, and of which kinds they are.</summary>
    public static (CallRecordRow Row, CallPartKinds Kinds) Of(IReadOnlyList<CallPart> parts)
    {
        var parties = (parts.FirstOrDefault(static part => part is CallSetUpPart) ?? parts[0]).Parties;
        var row = new CallRecordRow
        {
            Id = parties.Key.Value,
            SiteId = parties.Site?.Value,
            CallId = parties.CallId,
            Caller = parties.From,
            Callee = parties.To,
            ConnectorIn = parties.ConnectorIn?.Value,
            ConnectorOut = parties.ConnectorOut?.Value,
            StartedAt = Milliseconds(parties.StartedAt),
        };
        var kinds = CallPartKinds.None;
        foreach (var part in parts) kinds |= Fill(row, part);
        return (row, kinds);
    }

    private static CallPartKinds Fill(CallRecordRow row, CallPart part)
    {
        switch (part)
        {
            case CallSetUpPart setUp:
                row.Node = setUp.Node;
                row.Number = setUp.Number;
                row.NumberSent = setUp.NumberSent;
                row.HeardAt = Milliseconds(setUp.HeardAt);
                row.AnsweredAt = Milliseconds(setUp.AnsweredAt);
                row.EndedAt ??= Milliseconds(setUp.EndedAt);
                row.ExpiresAt = Math.Max(row.ExpiresAt, Milliseconds(setUp.ExpiresAt));
                row.Outcome = (int)setUp.Outcome;
                row.Cause = (int?)setUp.Cause;
                row.Status = setUp.Status;
                row.Attempts = Write(setUp.Attempts);
                return CallPartKinds.SetUp;
            case CallHungUpPart hungUp:
                // Of two sides that hang up together the first counts.
                if (row.EndedAt is not null) return CallPartKinds.HungUp;
                row.EndedAt = Milliseconds(hungUp.EndedAt);
                row.ExpiresAt = Math.Max(row.ExpiresAt, row.EndedAt.Value);
                row.EndedBy = (int)hungUp.EndedBy;
                row.EndReason = hungUp.Reason;
                return CallPartKinds.HungUp;
            case CallRefreshedPart refreshed:
                row.ExpiresAt = Math.Max(row.ExpiresAt, Milliseconds(refreshed.ExpiresAt));
                return CallPartKinds.Refreshed;
            case CallMediaPart { Media: var media }:
                // Counted at the end, which is told by whoever saw it, and soon.
                row.ExpiresAt = Math.Max(row.ExpiresAt, row.StartedAt + (long)TimeSpan.FromDays(1).TotalMilliseconds);
                (row.PacketsFromCaller, row.PacketsFromCalled, row.LostFromCaller, row.LostFromCalled) =
                    (media.PacketsFromCaller, media.PacketsFromCalled, media.LostFromCaller, media.LostFromCalled);
                return CallPartKinds.Media;
            default:
                throw new ArgumentException($"A part of an unknown kind: {part.GetType()}.", nameof(part));
        }
    }

    /// <summary>What a row says.</summary>
    public static CallRecord Of(CallRecordRow row) => new(
        new CallKey(row.Id),
        row.SiteId is { } site ? new SiteId(site) : null,
        row.Node,
        row.CallId,
        row.Caller,
        row.Callee,
        row.Number,
        row.NumberSent,
        row.ConnectorIn is { } into ? new ConnectorId(into) : null,
        row.ConnectorOut is { } outOf ? new ConnectorId(outOf) : null,
        Time(row.StartedAt),
        Time(row.HeardAt),
        Time(row.AnsweredAt),
        Time(row.EndedAt),
        (CallOutcome?)row.Outcome,
        (CallCause?)row.Cause,
        row.Status,
        (CallEnd?)row.EndedBy,
        row.EndReason,
        Read(row.Attempts),
        row.PacketsFromCaller is { } fromCaller
            ? new CallMedia(fromCaller, row.PacketsFromCalled ?? 0, row.LostFromCaller ?? 0, row.LostFromCalled ?? 0)
            : null);

    /// <summary>Keys of calls that began at that time or later are not less than this.</summary>
    public static Guid KeyAt(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, time.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static long? Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? Time(time) : null;

    private static string Write(ImmutableArray<CallAttempt> attempts) => JsonSerializer.Serialize(
        [.. attempts.Select(static a => new Attempt(a.Connector?.Value, a.Name, a.Place, a.NumberSent, (int)a.After.TotalMilliseconds, (int)a.Took.TotalMilliseconds, a.Status, (int?)a.Cause))],
        Json.Default.AttemptArray);

    private static ImmutableArray<CallAttempt> Read(string attempts) =>
    [
        .. (JsonSerializer.Deserialize(attempts, Json.Default.AttemptArray) ?? []).Select(static a => new CallAttempt(
            a.Connector is { } connector ? new ConnectorId(connector) : null, a.Name, a.Place, a.Number,
            TimeSpan.FromMilliseconds(a.After), TimeSpan.FromMilliseconds(a.Took), a.Status, (CallCause?)a.Cause)),
    ];

    /// <summary>An attempt as it stands in the row; times in milliseconds.</summary>
    private sealed record Attempt(Guid? Connector, string Name, string Place, string Number, int After, int Took, int Status, int? Cause);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Attempt[]))]
    private sealed partial class Json : JsonSerializerContext;
}
