using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Trunks;

namespace SystemConnector.Silo.Tests.Trunks;

public sealed class TrunkRuleTests
{
    [Fact]
    public void State_follows_the_first_that_speaks()
    {
        const Reachability Unknown = Reachability.Unknown, Up = Reachability.Up, Down = Reachability.Down;
        foreach (var registration in Enum.GetValues<RegistrationState>())
        {
            foreach (var reachability in Enum.GetValues<Reachability>())
            {
                Assert.Equal((TrunkState.Starting, false), TrunkStateRule.Of(Resolution.Pending, registration, reachability));
                Assert.Equal((TrunkState.DnsFailure, false), TrunkStateRule.Of(Resolution.Failed, registration, reachability));
                Assert.Equal((TrunkState.Unreachable, false), TrunkStateRule.Of(Resolution.NoTransport, registration, reachability));
            }
        }
        (RegistrationState, Reachability, TrunkState, bool)[] table =
        [
            (RegistrationState.NotNeeded, Unknown, TrunkState.Reachable, true),
            (RegistrationState.NotNeeded, Up, TrunkState.Reachable, true),
            (RegistrationState.NotNeeded, Down, TrunkState.Unreachable, false),
            (RegistrationState.Trying, Unknown, TrunkState.Registering, false),
            (RegistrationState.Trying, Up, TrunkState.Registering, false),
            (RegistrationState.Trying, Down, TrunkState.Unreachable, false),
            (RegistrationState.Registered, Unknown, TrunkState.Registered, true),
            (RegistrationState.Registered, Up, TrunkState.Registered, true),
            (RegistrationState.Registered, Down, TrunkState.Unreachable, false),
            (RegistrationState.Rejected, Unknown, TrunkState.Rejected, false),
            (RegistrationState.Rejected, Up, TrunkState.Rejected, false),
            (RegistrationState.Rejected, Down, TrunkState.Unreachable, false),
            (RegistrationState.Failing, Unknown, TrunkState.Unreachable, false),
            (RegistrationState.Failing, Up, TrunkState.Registering, false),
            (RegistrationState.Failing, Down, TrunkState.Unreachable, false),
        ];
        foreach (var (registration, reachability, state, usable) in table)
            Assert.Equal((state, usable), TrunkStateRule.Of(Resolution.Resolved, registration, reachability));
    }

    [Fact]
    public void Hysteresis_takes_two_in_a_row()
    {
        var hysteresis = new Hysteresis();
        hysteresis.Failed();
        Assert.Equal(Reachability.Unknown, hysteresis.State);
        hysteresis.Succeeded();
        Assert.Equal(Reachability.Up, hysteresis.State);
        hysteresis.Failed();
        hysteresis.Succeeded();
        hysteresis.Failed();
        Assert.Equal(Reachability.Up, hysteresis.State);
        hysteresis.Failed();
        Assert.Equal(Reachability.Down, hysteresis.State);
        hysteresis.Succeeded();
        hysteresis.Failed();
        hysteresis.Succeeded();
        Assert.Equal(Reachability.Down, hysteresis.State);
        hysteresis.Succeeded();
        Assert.Equal(Reachability.Up, hysteresis.State);
    }

    [Fact]
    public void Rfc5626_4_5_backoff_doubles_up_to_half_an_hour()
    {
        var shortest = new Backoff();
        var longest = new Backoff();
        foreach (var bound in (int[])[60, 120, 240, 480, 960, 1800, 1800, 1800])
        {
            Assert.Equal(bound / 2.0, shortest.Next(0).TotalSeconds);
            Assert.Equal(bound, longest.Next(1).TotalSeconds);
        }
        longest.Reset();
        Assert.Equal(60, longest.Next(1).TotalSeconds);
    }
}
