using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Grains.Registrations;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Tests.Hosting;
using SystemConnector.Grains.Tests.Storage;

namespace SystemConnector.Grains.Tests.Registrations;

public sealed class AddressOfRecordTests
{
    private static readonly DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rfc3261_10_3_binding_with_a_lower_cseq_changes_nothing()
    {
        var current = BindingRules.Register([], [At("sip:a@1", 2), At("sip:b@1", 2)], ContactLimit.OfExtension, _now).Bindings;
        var changed = BindingRules.Register(current, [At("sip:c@1", 3), At("sip:a@1", 2)], ContactLimit.OfExtension, _now);
        Assert.Equal(BindingOutcome.OutOfOrder, changed.Outcome);
        Assert.Equal(current, changed.Bindings);
    }

    [Fact]
    public void Contact_that_expires_now_is_removed_and_others_stay()
    {
        var current = BindingRules.Register([], [At("sip:a@1", 1), At("sip:b@1", 1)], ContactLimit.OfExtension, _now).Bindings;
        var changed = BindingRules.Register(current, [At("sip:a@1", 2) with { Expires = _now }], ContactLimit.OfExtension, _now);
        Assert.Equal(["sip:b@1"], changed.Bindings.Select(b => b.Contact));
    }

    [Fact]
    public void Contact_that_is_named_twice_is_one_as_it_is_named_last()
    {
        var changed = BindingRules.Register([], [At("sip:a@1", 1), At("sip:b@1", 1), At("sip:a@1", 1) with { Preference = 5 }], ContactLimit.OfExtension, _now);
        Assert.Equal([("sip:b@1", 1000), ("sip:a@1", 5)], changed.Bindings.Select(b => (b.Contact, b.Preference)));
        var removed = BindingRules.Register(changed.Bindings, [At("sip:a@1", 2), At("sip:a@1", 2) with { Expires = _now }], ContactLimit.OfExtension, _now);
        Assert.Equal(["sip:b@1"], removed.Bindings.Select(b => b.Contact));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bindings_that_cannot_be_written_refuse_no_others_that_wait_with_them(bool isPostgres)
    {
        await using var server = isPostgres ? await PostgresServer.TryStart() : null;
        Assert.SkipWhen(isPostgres && server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await TestNode.Start(settings: server?.Settings("node-1"));
        var site = await node.NewSite();
        using var writer = ActivatorUtilities.CreateInstance<BindingWriter>(node.Service<IServiceProvider>());
        // They are one batch, since nothing is written yet.
        var first = writer.Write(AddressOfRecordKey.Of(site, "150"), [At("sip:a@1", 1)]);
        var odd = writer.Write(AddressOfRecordKey.Of(site, "151"), isPostgres ? [At("sip:\0@1", 1)] : [At("sip:a@1", 1), At("sip:a@1", 1)]);
        var last = writer.Write(AddressOfRecordKey.Of(site, "152"), [At("sip:a@1", 1)]);
        await writer.StartAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(first, last);
        Assert.IsNotType<StorageUnavailableException>(await Assert.ThrowsAnyAsync<Exception>(() => odd));
        var read = await node.Service<RouteReader>().ReadBindings(site, ["150", "151", "152"], _now, TestContext.Current.CancellationToken);
        Assert.Equal([("150", 1), ("151", 0), ("152", 1)], read.OrderBy(r => r.Key).Select(r => (r.Key, r.Value.Length)));
        await writer.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Eleventh_contact_is_refused()
    {
        var ten = Enumerable.Range(0, 10).Select(i => At($"sip:{i}@1", 1)).ToImmutableArray();
        var current = BindingRules.Register([], ten, ContactLimit.OfExtension, _now).Bindings;
        Assert.Equal(BindingOutcome.TooMany, BindingRules.Register(current, [At("sip:x@1", 1)], ContactLimit.OfExtension, _now).Outcome);
    }

    [Fact]
    public void Far_system_over_its_limit_loses_the_contacts_that_were_refreshed_longest_ago()
    {
        var limit = new ContactLimit(2, OldestGivesWay: true);
        var current = BindingRules.Register([], [At("sip:a@1", 1), At("sip:b@1", 1) with { Expires = _now.AddMinutes(5) }], limit, _now).Bindings;
        var changed = BindingRules.Register(current, [At("sip:c@1", 2)], limit, _now);
        Assert.Equal(["sip:a@1", "sip:c@1"], changed.Bindings.Select(b => b.Contact));
        Assert.Equal(BindingOutcome.TooMany, BindingRules.Register(current, [At("sip:d@1", 3), At("sip:e@1", 3), At("sip:f@1", 3)], limit, _now).Outcome);
        // A limit that was lowered takes hold with the next registration, and refuses none.
        Assert.Equal(["sip:a@1"], BindingRules.Register(current, [At("sip:a@1", 2)], limit with { Most = 1 }, _now).Bindings.Select(b => b.Contact));
    }

    [Fact]
    public void Rfc5626_6_same_device_over_the_same_flow_replaces_its_binding_from_another_address()
    {
        var current = BindingRules.Register([], [At("sip:a@1", 1) with { Instance = "i;1" }, At("sip:x@1", 1)], ContactLimit.OfExtension, _now).Bindings;
        var moved = BindingRules.Register(current, [At("sip:a@2", 1) with { Instance = "i;1", CallId = "after its restart" }], ContactLimit.OfExtension, _now);
        Assert.Equal(["sip:x@1", "sip:a@2"], moved.Bindings.Select(b => b.Contact));
        var second = BindingRules.Register(moved.Bindings, [At("sip:a@3", 1) with { Instance = "i;2" }], ContactLimit.OfExtension, _now);
        Assert.Equal(3, second.Bindings.Length);
        // By the rule of CSeq, also from the new address.
        Assert.Equal(BindingOutcome.OutOfOrder, BindingRules.Register(current, [At("sip:a@2", 1) with { Instance = "i;1" }], ContactLimit.OfExtension, _now).Outcome);
        // Several contacts in one request stand beside one another.
        Assert.Equal(2, BindingRules.Register([], [At("sip:a@1", 1) with { Instance = "i;" }, At("sip:a@2", 1) with { Instance = "i;" }], ContactLimit.OfExtension, _now).Bindings.Length);
    }

    [Fact]
    public void Clear_out_of_order_changes_nothing()
    {
        var current = BindingRules.Register([], [At("sip:a@1", 5)], ContactLimit.OfExtension, _now).Bindings;
        Assert.Equal(BindingOutcome.OutOfOrder, BindingRules.Clear(current, "call", 5, _now).Outcome);
        Assert.Empty(BindingRules.Clear(current, "call", 6, _now).Bindings);
    }

    [Fact]
    public void Rfc3261_10_3_refresh_with_another_call_id_is_taken_from_the_same_flow()
    {
        var current = BindingRules.Register([], [At("sip:a@1", 5)], ContactLimit.OfExtension, _now).Bindings;
        var restarted = At("sip:a@1", 1) with { CallId = "after its restart", Expires = _now.AddHours(2) };
        Assert.Equal([restarted], BindingRules.Refresh(current, [restarted], _now));
        Assert.Equal(current, BindingRules.Refresh(current, [restarted with { Flow = "udp/192.0.2.1:5060/192.0.2.10:5060" }], _now));
    }

    [Fact]
    public void Refresh_that_was_overtaken_by_a_registration_changes_nothing()
    {
        var decided = BindingRules.Register([], [At("sip:a@1", 1) with { CallId = "new", Expires = _now.AddHours(2) }], ContactLimit.OfExtension, _now).Bindings;
        Assert.Equal(decided, BindingRules.Refresh(decided, [At("sip:a@1", 9)], _now));
        Assert.Equal(decided, BindingRules.Refresh(decided, [At("sip:b@1", 9) with { Expires = _now.AddHours(3) }], _now));
    }

    [Fact]
    public async Task Bindings_reach_listeners_and_survive_the_node()
    {
        var directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
        var listener = new Listener();
        string key;
        await using (var node = await TestNode.Start(directory, configure: builder => builder.Services.AddSingleton<IBindingListener>(listener)))
        {
            key = AddressOfRecordKey.Of(await node.NewSite(), "150");
            var registered = await node.Grains.GetGrain<IAddressOfRecordGrain>(key).Register([At("sip:a@192.0.2.9", 1) with { Preference = 250, Instance = "<urn:x>;1" }], ContactLimit.OfExtension);
            Assert.Equal(BindingOutcome.Accepted, registered.Outcome);
            await Until.Holds(() => listener.Contacts == "sip:a@192.0.2.9");
            await node.Grains.GetGrain<IAddressOfRecordGrain>(key).Refresh([At("sip:a@192.0.2.9", 2) with { Expires = _now.AddHours(9), Preference = 250, Instance = "<urn:x>;1" }]);
        }
        var second = new Listener();
        await using (var node = await TestNode.Start(directory, configure: builder => builder.Services.AddSingleton<IBindingListener>(second)))
        {
            Assert.Equal("sip:a@192.0.2.9", second.Contacts);
            var binding = (await node.Grains.GetGrain<IAddressOfRecordGrain>(key).Get()).Single();
            Assert.Equal((2u, 250, "<urn:x>;1"), (binding.CSeq, binding.Preference, binding.Instance));
            await node.Grains.GetGrain<IAddressOfRecordGrain>(key).Clear("call", 3);
            await Until.Holds(() => second.Contacts.Length == 0);
        }
        Directory.Delete(directory, recursive: true);
    }

    private static Binding At(string contact, uint cseq) =>
        new(contact, "", "udp/192.0.2.1:5060/192.0.2.9:5060", "node-1", "call", cseq, _now.AddHours(1), "");

    private sealed class Listener : IBindingListener
    {
        public volatile string Contacts = "";

        public void BindingsChanged(SiteId site, string user, ImmutableArray<Binding> bindings) =>
            Contacts = string.Join(',', bindings.Select(b => b.Contact));
    }
}
