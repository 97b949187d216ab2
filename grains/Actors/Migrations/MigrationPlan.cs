using System.Collections.Immutable;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Grains.Migrations;

/// <summary>What a specification comes to: each number once, in their order, and the waves' times.</summary>
internal sealed record MigrationPlan(ImmutableArray<PlannedNumber> Numbers, ImmutableArray<WaveTimes> Waves, ImmutableArray<MigrationFault> Faults);

/// <summary>A number, what is decided for it, and in which wave, 1 for the first.</summary>
internal readonly record struct PlannedNumber(Number Number, Precedence? Precedence, int Wave);

/// <summary>When a wave begins and ends.</summary>
internal readonly record struct WaveTimes(DateTimeOffset? From, DateTimeOffset? Until);
