using System.Collections.Immutable;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Silo.Registrations;

namespace SystemConnector.Silo.Tests.Registrations;

/// <summary>A registration whose owner dies is decided again, and its own first decision is no reason to refuse it.</summary>
public sealed class RepeatedDecisionTests
{
    private static readonly DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Registration_that_was_written_by_an_owner_which_died_is_accepted() =>
        Assert.Equal(BindingOutcome.Accepted, await Ask(deaths: 1, [At("sip:a@1", 7)], [At("sip:a@1", 7), At("sip:gone@1", 7) with { Expires = _now }]));

    [Fact]
    public async Task Rfc3261_10_3_registration_that_is_out_of_order_is_refused_however_often_it_is_asked_for()
    {
        Assert.Equal(BindingOutcome.OutOfOrder, await Ask(deaths: 0, [At("sip:a@1", 7)], [At("sip:a@1", 7)]));
        Assert.Equal(BindingOutcome.OutOfOrder, await Ask(deaths: 1, [At("sip:a@1", 8)], [At("sip:a@1", 7)]));
        Assert.Equal(BindingOutcome.OutOfOrder, await Ask(deaths: 1, [At("sip:a@1", 7), At("sip:b@1", 8)], [At("sip:a@1", 7), At("sip:b@1", 7) with { Expires = _now }]));
    }

    private static async Task<BindingOutcome> Ask(int deaths, ImmutableArray<Binding> standing, ImmutableArray<Binding> asked)
    {
        var changed = await RepeatedDecision.Ask(
            () => deaths-- > 0 ? throw new SiloUnavailableException("It died.") : Task.FromResult(new BindingsChanged(BindingOutcome.OutOfOrder, standing)), asked, _now);
        return changed.Outcome;
    }

    private static Binding At(string contact, uint cseq) =>
        new(contact, "", "udp/192.0.2.1:5060/192.0.2.9:5060", "node-1", "call", cseq, _now.AddHours(1), "");
}
