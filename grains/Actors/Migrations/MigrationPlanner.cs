using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Ranges;

namespace SystemConnector.Grains.Migrations;

/// <summary>Makes a plan of a specification, with every fault of it.</summary>
internal sealed class MigrationPlanner
{
    /// <summary>So many faults are told; a file of the wrong kind has one in each line.</summary>
    private const int MaxFaults = 1_000;

    private const int MaxWaves = 1_000;

    /// <summary>Of the time between waves: far more than anybody plans, and no time beyond the calendar comes of it.</summary>
    private static readonly TimeSpan _maxEvery = TimeSpan.FromDays(366);

    private readonly MigrationSpec _spec;
    private readonly MigrationFacts _facts;
    private readonly int _maxNumbers;
    private readonly DateTimeOffset _now;
    private readonly List<MigrationFault> _faults = [];
    private readonly Dictionary<Number, (Precedence? Precedence, string Place)> _named = [];
    private readonly Dictionary<Number, Precedence?> _taken = [];
    private bool _isTooLarge;

    private MigrationPlanner(MigrationSpec spec, MigrationFacts facts, int maxNumbers, DateTimeOffset now)
    {
        _spec = spec;
        _facts = facts;
        _maxNumbers = maxNumbers;
        _now = now;
    }

    public static MigrationPlan Plan(MigrationSpec spec, MigrationFacts facts, int maxNumbers, DateTimeOffset now) =>
        new MigrationPlanner(spec, facts, maxNumbers, now).Plan();

    private MigrationPlan Plan()
    {
        // 1. What is said of the whole.
        var name = new List<Fault>();
        Sites.NameValidation.Check(_spec.Name, "name", name);
        foreach (var fault in name) Add(fault);
        CheckTimes(_spec.From, _spec.Until, "until");

        // 2. Numbers that are named; then those that ranges and filters take.
        var entries = _spec.Entries.IsDefault ? [] : _spec.Entries;
        if (_spec.Csv is { } csv) TakeCsv(csv);
        for (var i = 0; i < entries.Length; i++) TakeNumbers(entries[i], $"entries[{i}]");
        for (var i = 0; i < entries.Length; i++) TakeMany(entries[i], $"entries[{i}]");
        foreach (var (number, named) in _named) _taken[number] = named.Precedence;
        if (_isTooLarge || _taken.Count > _maxNumbers)
        {
            Add(new Fault(FaultCode.OutOfRange, "entries", $"A migration decides at most {_maxNumbers} numbers: divide it into several."));
            return new MigrationPlan([], [], [.. _faults]);
        }
        if (_taken.Count == 0 && _faults.Count == 0) Add(new Fault(FaultCode.Required, "entries", "The plan decides no number."));

        // 3. Their waves.
        var waves = new List<WaveTimes>();
        var waveOf = Divide([.. _taken.Keys.Order()], waves);
        return new MigrationPlan([.. _taken.Keys.Order().Select(n => new PlannedNumber(n, _taken[n], waveOf(n)))], [.. waves], [.. _faults]);
    }

    private void TakeCsv(string csv)
    {
        foreach (var line in DecisionCsv.Read(csv))
        {
            if (_faults.Count >= MaxFaults) return;
            if (!DecisionCsv.TryReadPrecedence(line.Precedence, out var precedence))
                Add(new Fault(FaultCode.Malformed, "csv", $"Line {line.Line}: '{line.Precedence}' is none of local, remote and default."), line.Line);
            else
                Name(line.Number, precedence, "csv", $"line {line.Line}", line.Line);
        }
    }

    private void TakeNumbers(MigrationEntry entry, string path)
    {
        if (!entry.Numbers.IsDefaultOrEmpty && (entry.Range is not null || entry.Filter is not null) || entry is { Range: not null, Filter: not null })
            Add(new Fault(FaultCode.Contradiction, path, "An entry has numbers, a range or a filter: one of them."));
        else if (entry.Numbers.IsDefaultOrEmpty && entry is { Range: null, Filter: null })
            Add(new Fault(FaultCode.Required, path, "An entry has numbers, a range or a filter."));
        if (entry.Numbers.IsDefault) return;
        for (var i = 0; i < entry.Numbers.Length && _faults.Count < MaxFaults; i++) Name(entry.Numbers[i], entry.Precedence, $"{path}.numbers[{i}]", $"{path}.numbers[{i}]", null);
    }

    private void Name(string text, Precedence? precedence, string field, string place, int? line)
    {
        var prefix = line is null ? "" : $"Line {line}: ";
        if (!Number.TryParse(text, out var number))
            Add(new Fault(FaultCode.Malformed, field, $"{prefix}'{text}' is not a number."), line);
        else if (_facts.Check(number, precedence, field) is { } fault)
            Add(fault with { Message = prefix + fault.Message }, line);
        else if (!_named.TryAdd(number, (precedence, place)) && _named[number].Precedence != precedence)
            Add(new Fault(FaultCode.Contradiction, field, $"{prefix}{number} is decided otherwise in {_named[number].Place}."), line);
    }

    private void TakeMany(MigrationEntry entry, string path)
    {
        if (entry.Range is { } range) TakeRange(entry, range, $"{path}.range");
        else if (entry.Filter is { } filter) TakeFilter(entry, filter, $"{path}.filter");
    }

    private void TakeRange(MigrationEntry entry, LocalRangeSpec text, string path)
    {
        if (!Number.TryParse(text.Min, out var min) || !Number.TryParse(text.Max, out var max) || !min.IsNumeric || !max.IsNumeric || min.Length != max.Length || min > max)
        {
            Add(new Fault(FaultCode.Malformed, path, $"'{text.Min}' to '{text.Max}' is not a range: both ends have the same number of digits, and the highest is not below the lowest."));
            return;
        }
        var span = new NumberRange(min, max);
        if (_facts.Ranges.FirstOrDefault(r => r.Numbers.Contains(min) && r.Numbers.Contains(max)) is not { } holding)
        {
            Add(new Fault(FaultCode.OutOfRange, path, $"{span} is not within a range of connector \"{_facts.ConnectorName}\"."));
            return;
        }
        if (entry.IncludeFree) TakeSpan(span, entry.Precedence);
        foreach (var local in holding.Locals) if (span.Contains(local.Number)) Take(local.Number, entry.Precedence);
        foreach (var decision in holding.Decisions) if (span.Contains(decision.Number)) Take(decision.Number, entry.Precedence);
    }

    private void TakeFilter(MigrationEntry entry, ConflictFilter filter, string path)
    {
        var kinds = filter.Kinds is { IsDefaultOrEmpty: false } given ? given : [];
        if (kinds.Contains(ConflictKind.PrefixShadow) || kinds.Contains(ConflictKind.LocalRange))
            Add(new Fault(FaultCode.Contradiction, $"{path}.kinds", "No decision changes prefix shadows and declared local ranges."));
        foreach (var range in _facts.Ranges)
            foreach (var conflict in Conflicts.Of(range, _now))
            {
                if (!filter.Takes(conflict) || !DecidableConflicts.IsDecided(conflict)) continue;
                // Whole overlaps and emergency numbers are taken only by who names their kind.
                if (kinds.IsEmpty && !_facts.IsLocal(conflict.Numbers.Min) && !conflict.Decided) continue;
                TakeSpan(conflict.Numbers, entry.Precedence);
            }
    }

    private void TakeSpan(NumberRange span, Precedence? precedence)
    {
        if (span.Count > _maxNumbers)
        {
            _isTooLarge = true;
            return;
        }
        for (var value = span.Min.Value; value <= span.Max.Value; value++) Take(Number.FromValue(value, span.Digits), precedence);
    }

    private void Take(Number number, Precedence? precedence)
    {
        // Of many, those that could not win locally are no fault: they are not meant.
        if (precedence != Precedence.Local || _facts.IsLocal(number)) _taken.TryAdd(number, precedence);
        if (_taken.Count > _maxNumbers) _isTooLarge = true;
    }

    /// <summary>Adds the waves; says in which one a number is.</summary>
    private Func<Number, int> Divide(ImmutableArray<Number> numbers, List<WaveTimes> waves)
    {
        var whole = new WaveTimes(_spec.From, _spec.Until);
        var lists = _spec.Waves?.Lists is { IsDefault: false } given ? given : [];
        if (_spec.Waves?.Size is { } size)
        {
            if (size < 1) Add(new Fault(FaultCode.OutOfRange, "waves.size", "A wave has at least one number."));
            if (!lists.IsEmpty) Add(new Fault(FaultCode.Contradiction, "waves", "Waves are divided by size or by lists, not by both."));
            if (_spec.Waves.Every is not null && _spec.From is null) Add(new Fault(FaultCode.Required, "from", "Waves that follow each other by themselves need a begin."));
            var every = _spec.Waves.Every ?? TimeSpan.Zero;
            if (every < TimeSpan.Zero || every > _maxEvery)
            {
                Add(new Fault(FaultCode.OutOfRange, "waves.every", "A wave begins up to a year after the one before it, and not before that."));
                every = TimeSpan.Zero;
            }
            size = Math.Max(1, size);
            for (var i = 0; i == 0 || i * size < numbers.Length; i++) waves.Add(whole with { From = Later(_spec.From, i * every) });
            CheckCount(waves.Count);
            return number => 1 + numbers.BinarySearch(number) / size;
        }
        var listed = new Dictionary<Number, int>();
        for (var i = 0; i < lists.Length; i++)
        {
            var list = lists[i];
            CheckTimes(list.From ?? whole.From, list.Until ?? whole.Until, $"waves.lists[{i}].until");
            foreach (var text in list.Numbers.IsDefault ? [] : list.Numbers)
            {
                if (!Number.TryParse(text, out var number) || numbers.BinarySearch(number) < 0)
                    Add(new Fault(FaultCode.NotFound, $"waves.lists[{i}].numbers", $"'{text}' is not a number of the plan."));
                else if (!listed.TryAdd(number, i + 1) && listed[number] != i + 1)
                    Add(new Fault(FaultCode.Contradiction, $"waves.lists[{i}].numbers", $"{number} is in wave {listed[number]} already."));
            }
            waves.Add(new WaveTimes(list.From ?? whole.From, list.Until ?? whole.Until));
        }
        if (waves.Count == 0 || listed.Count < numbers.Length) waves.Add(whole);
        CheckCount(waves.Count);
        return number => listed.GetValueOrDefault(number, waves.Count);
    }

    private static DateTimeOffset? Later(DateTimeOffset? time, TimeSpan span) => DateTimeOffset.MaxValue - time < span ? DateTimeOffset.MaxValue : time + span;

    private void CheckCount(int waves)
    {
        if (waves > MaxWaves) Add(new Fault(FaultCode.OutOfRange, "waves", $"A migration has at most {MaxWaves} waves."));
    }

    private void CheckTimes(DateTimeOffset? from, DateTimeOffset? until, string field)
    {
        if (until is { } end && end <= (from > _now ? from : _now))
            Add(new Fault(FaultCode.OutOfRange, field, "It ends after it begins, and not in the past."));
    }

    private void Add(Fault fault, int? line = null)
    {
        if (_faults.Count < MaxFaults) _faults.Add(new MigrationFault(fault, line));
    }
}
