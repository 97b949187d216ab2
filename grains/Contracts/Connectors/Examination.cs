using System.Collections.Immutable;

namespace SystemConnector.Contracts.Connectors;

/// <summary>What an examination looks at, in this order.</summary>
public enum CheckKind
{
    /// <summary>The far side's name has an address.</summary>
    Dns,

    /// <summary>This node has a transport that leads there, and over a stream a connection is accepted.</summary>
    Transport,

    /// <summary>The TLS handshake.</summary>
    Tls,

    /// <summary>An OPTIONS is answered.</summary>
    Options,

    /// <summary>The far side takes our username and password.</summary>
    Register,

    /// <summary>A call to a test number gets through.</summary>
    Invite,

    /// <summary>Audio of that call flows both ways.</summary>
    Media,
}

/// <summary>What came of a check.</summary>
public enum CheckOutcome
{
    /// <summary>It is as it should be.</summary>
    Passed,

    /// <summary>It is wrong.</summary>
    Failed,

    /// <summary>It was not looked at, because it does not apply or something before it is wrong.</summary>
    Skipped,
}

/// <summary>One check.</summary>
/// <param name="Kind">What was looked at.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Text">What was seen, in words, and what to do where it is wrong.</param>
/// <param name="Duration">How long it took.</param>
[GenerateSerializer, Immutable, Alias("sc.ExaminationCheck")]
public sealed record ExaminationCheck(
    [property: Id(0)] CheckKind Kind,
    [property: Id(1)] CheckOutcome Outcome,
    [property: Id(2)] string Text,
    [property: Id(3)] TimeSpan Duration);

/// <summary>What an examination of a connector came to.</summary>
/// <param name="IsHealthy">True when nothing that was looked at is wrong.</param>
/// <param name="Verdict">The first thing that is wrong and what to do, in one sentence; otherwise what works.</param>
/// <param name="Checks">Every check, in order.</param>
[GenerateSerializer, Immutable, Alias("sc.Examination")]
public sealed record Examination(
    [property: Id(0)] bool IsHealthy,
    [property: Id(1)] string Verdict,
    [property: Id(2)] ImmutableArray<ExaminationCheck> Checks);
