namespace SystemConnector.Silo.Trunks;

/// <summary>Whether the far side answers.</summary>
internal enum Reachability : byte
{
    /// <summary>Nothing was heard of it, and nothing said that it is away.</summary>
    Unknown,
    Up,
    Down,
}

/// <summary>Down after two failures in a row, up after two successes in a row; from unknown one success is enough.</summary>
internal struct Hysteresis
{
    private const int Enough = 2;

    private int _contrary;

    /// <summary>What is believed.</summary>
    public Reachability State { get; private set; }

    /// <summary>True when the last signals spoke against what is believed, but too few of them.</summary>
    public readonly bool IsInDoubt => _contrary > 0;

    /// <summary>The far side answered.</summary>
    public void Succeeded()
    {
        if (State == Reachability.Unknown || (State == Reachability.Down && ++_contrary == Enough)) Turn(Reachability.Up);
        else if (State == Reachability.Up) _contrary = 0;
    }

    /// <summary>The far side did not answer.</summary>
    public void Failed()
    {
        if (State == Reachability.Down) _contrary = 0;
        else if (++_contrary == Enough) Turn(Reachability.Down);
    }

    /// <summary>Forgets everything.</summary>
    public void Reset() => Turn(Reachability.Unknown);

    private void Turn(Reachability state)
    {
        State = state;
        _contrary = 0;
    }
}
