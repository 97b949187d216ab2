using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;
using SystemConnector.Grains.Tests.Hosting;
using SystemConnector.Grains.Tests.Storage;

namespace SystemConnector.Grains.Tests.Registrations;

/// <summary>All bindings are read at a node's start, page by page.</summary>
public sealed class BindingPagesTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_binding_in_force_is_read_once_site_by_site(bool isPostgres)
    {
        await using var server = isPostgres ? await PostgresServer.TryStart() : null;
        Assert.SkipWhen(isPostgres && server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await TestNode.Start(settings: server?.Settings("node-1"));
        // A page and a bit, just a page, one, none in force, and none.
        int[] users = [501, 500, 1, 0, 0];
        var sites = new List<SiteId>();
        foreach (var _ in users) sites.Add(await node.NewSite($"Site {sites.Count}"));
        await using var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(Cancellation);
        for (var i = 0; i < sites.Count; i++)
        {
            for (var user = 0; user < users[i]; user++) db.Bindings.AddRange(Row(sites[i], $"{1000 + user}", "sip:a@1", 1), Row(sites[i], $"{1000 + user}", "sip:b@1", 1), Row(sites[i], $"{1000 + user}", "sip:c@1", 0));
            if (i < 4) db.Bindings.Add(Row(sites[i], "2000", "sip:a@1", 0));
        }
        await db.SaveChangesAsync(Cancellation);

        var read = new List<(SiteId Site, string User, string Contacts)>();
        await foreach (var (site, user, bindings) in node.Service<RouteReader>().ReadBindings(Now, Cancellation))
            read.Add((site, user, string.Join(' ', bindings.Select(static b => b.Contact).Order(StringComparer.Ordinal))));

        Assert.Equal(sites.SelectMany((site, i) => Enumerable.Range(1000, users[i]).Select(user => (site, $"{user}", "sip:a@1 sip:b@1"))).ToHashSet(), read.ToHashSet());
        Assert.Equal(users.Sum(), read.Count);
    }

    [Fact]
    public async Task Page_begins_in_the_index_where_the_last_one_ended()
    {
        await using var node = await TestNode.Start();
        await using var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(Cancellation);
        Assert.Equal("SEARCH b USING INDEX sqlite_autoindex_binding_1 (site_id=? AND user>?)", await QueryPlan.Of(db, RouteReader.UsersAfter(db, Guid.NewGuid(), "150", 0).Take(10)));
        Assert.Equal("SEARCH b USING COVERING INDEX sqlite_autoindex_binding_1 (site_id>?)", await QueryPlan.Of(db, RouteReader.SiteAfter(db, Guid.NewGuid()).Take(1)));
    }

    private static BindingRow Row(SiteId site, string user, string contact, int hoursLeft) => new()
    {
        SiteId = site.Value,
        User = user,
        Contact = contact,
        Flow = "udp/192.0.2.1:5060/192.0.2.9:5060",
        Node = "node-1",
        CallId = "call",
        Expires = Now.AddHours(hoursLeft).ToUnixTimeMilliseconds(),
    };
}
