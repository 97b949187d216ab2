using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Grains.Access;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Access;

public sealed class ApiKeyTests
{
    [Fact]
    public async Task Key_is_known_at_once_and_its_revocation_too()
    {
        await using var node = await TestNode.Start();
        new Actor("bootstrap", "createApiKey").Enter();
        var site = await node.NewSite();
        var made = (await node.Service<IApiKeys>().Create(new ApiKeySpec("ci", Role.Operator, SiteScope.Of([site]), null))).Value!;
        Assert.Equal(("bootstrap", Role.Operator, false), (made.Key.CreatedBy, made.Key.Role, made.Key.Sites.IsEverySite));

        var known = node.Service<IApiKeyring>().Find(made.Key.Prefix)!;
        Assert.Equal(ApiKeyText.Hash(made.Secret), known.Hash);
        Assert.True(known.Key.Sites.Holds(site));
        // Other keys come and go: whoever holds this one keeps its connections.
        await node.Service<IApiKeys>().Create(new ApiKeySpec("other", Role.Viewer, SiteScope.Every, null));
        Assert.Equal(known.Revoked, node.Service<IApiKeyring>().Find(made.Key.Prefix)!.Revoked);
        Assert.False(known.Revoked.IsCancellationRequested);

        Assert.NotNull((await node.Service<IApiKeys>().Revoke(SiteScope.Every, made.Key.Id, keepAdmin: false)).Value!.RevokedAt);
        Assert.Null(node.Service<IApiKeyring>().Find(made.Key.Prefix));
        await Until.Holds(() => known.Revoked.IsCancellationRequested);
        Assert.False(File.ReadAllBytes(Path.Combine(node.StorageDirectory, "test.db")).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(made.Secret)) >= 0);
    }

    [Fact]
    public async Task Key_that_ends_earlier_than_it_did_ends_what_goes_on_with_it()
    {
        await using var node = await TestNode.Start();
        var (keys, ring) = (node.Service<IApiKeys>(), node.Service<IApiKeyring>());
        var made = (await keys.Create(new ApiKeySpec("ci", Role.Viewer, SiteScope.Every, null))).Value!.Key;
        var lasting = ring.Find(made.Prefix)!;
        var end = TimeProvider.System.GetUtcNow().AddDays(2);
        Assert.True((await keys.Update(SiteScope.Every, made.Id, new ApiKeyChange("ci", end), null, keepAdmin: false)).Succeeded);
        await Until.Holds(() => lasting.Revoked.IsCancellationRequested);
        var ending = ring.Find(made.Prefix)!;
        Assert.False(ending.Revoked.IsCancellationRequested);
        // Later, never and another name end nothing.
        foreach (var change in new[] { new ApiKeyChange("ci", end.AddDays(1)), new ApiKeyChange("renamed", null) })
        {
            Assert.True((await keys.Update(SiteScope.Every, made.Id, change, null, keepAdmin: false)).Succeeded);
            Assert.Equal(ending.Revoked, ring.Find(made.Prefix)!.Revoked);
        }
    }

    [Fact]
    public async Task Keys_are_checked_from_memory_with_the_database_away()
    {
        await using var node = await TestNode.Start();
        var made = (await node.Service<IApiKeys>().Create(new ApiKeySpec("ci", Role.Viewer, SiteScope.Every, null))).Value!;
        using var blocker = new SqliteConnection($"Data Source={Path.Combine(node.StorageDirectory, "test.db")};Pooling=False");
        blocker.Open();
        using var transaction = blocker.BeginTransaction();
        Assert.NotNull(node.Service<IApiKeyring>().Find(made.Key.Prefix));
        node.Service<IApiKeyring>().Used(made.Key.Id);
        Assert.Equal(FaultCode.StorageUnavailable, (await node.Service<IApiKeys>().Revoke(SiteScope.Every, made.Key.Id, keepAdmin: false)).Faults.Single().Code);
    }

    [Fact]
    public async Task Every_fault_of_a_key_is_told_at_once()
    {
        await using var node = await TestNode.Start();
        var keys = node.Service<IApiKeys>();
        await keys.Create(new ApiKeySpec("ci", Role.Viewer, SiteScope.Every, null));
        var refused = await keys.Create(new ApiKeySpec("ci", Role.Viewer, SiteScope.Of([SiteId.New()]), DateTimeOffset.UnixEpoch));
        Assert.Equal(["expiresAt", "name", "siteIds"], refused.Faults.Select(fault => fault.Field).Order());
        Assert.Equal(1, (await keys.List(SiteScope.Every, 10, null, TestContext.Current.CancellationToken)).TotalCount);
    }

    [Fact]
    public async Task Key_is_changed_by_who_has_seen_it_and_its_sites()
    {
        await using var node = await TestNode.Start();
        var keys = node.Service<IApiKeys>();
        var (site, other) = (await node.NewSite("A"), await node.NewSite("B"));
        var made = (await keys.Create(new ApiKeySpec("ci", Role.Viewer, SiteScope.Of([site]), null))).Value!.Key;
        var wide = (await keys.Create(new ApiKeySpec("wide", Role.Viewer, SiteScope.Of([site, other]), null))).Value!.Key;
        var own = SiteScope.Of([site]);

        Assert.Equal(FaultCode.StaleVersion, (await keys.Update(own, made.Id, new ApiKeyChange("x", null), 7, false)).Faults.Single().Code);
        Assert.Equal(FaultCode.NotFound, (await keys.Update(SiteScope.Of([other]), made.Id, new ApiKeyChange("x", null), null, false)).Faults.Single().Code);
        Assert.Equal(FaultCode.NotFound, (await keys.Revoke(own, wide.Id, false)).Faults.Single().Code);
        Assert.Equal(("renamed", 2), (await keys.Update(own, made.Id, new ApiKeyChange("renamed", null), 1, false)).Value is { } changed ? (changed.Name, changed.Version) : default);
        Assert.Equal(["renamed"], (await keys.List(own, 10, null, TestContext.Current.CancellationToken)).Items.Select(key => key.Name));

        // A key whose site is gone opens nothing, rather than everything.
        await node.Site(site).Delete();
        var left = (await keys.Find(SiteScope.Every, made.Id, TestContext.Current.CancellationToken))!;
        Assert.False(left.Sites.IsEverySite || left.Sites.Holds(other) || left.Sites.Sites.Count > 0);
    }

    [Fact]
    public async Task Last_admin_of_all_sites_stays_when_the_bootstrap_key_is_off()
    {
        await using var node = await TestNode.Start();
        var keys = node.Service<IApiKeys>();
        var site = await node.NewSite();
        var first = (await keys.Create(new ApiKeySpec("first", Role.Admin, SiteScope.Every, null))).Value!.Key;
        await keys.Create(new ApiKeySpec("of a site", Role.Admin, SiteScope.Of([site]), null));
        Assert.True(node.Service<IApiKeyring>().HasAdmin);
        Assert.Equal(FaultCode.Contradiction, (await keys.Revoke(SiteScope.Every, first.Id, keepAdmin: true)).Faults.Single().Code);
        Assert.Equal("expiresAt", (await keys.Update(SiteScope.Every, first.Id, new ApiKeyChange("first", DateTimeOffset.MaxValue), null, keepAdmin: true)).Faults.Single().Field);
        await keys.Create(new ApiKeySpec("second", Role.Admin, SiteScope.Every, null));
        Assert.True((await keys.Revoke(SiteScope.Every, first.Id, keepAdmin: true)).Succeeded);
    }

    [Fact]
    public async Task Last_use_is_written_later_and_once()
    {
        await using var node = await TestNode.Start();
        var keys = node.Service<IApiKeys>();
        var made = (await keys.Create(new ApiKeySpec("ci", Role.Viewer, SiteScope.Every, null))).Value!.Key;
        for (var i = 0; i < 3; i++) node.Service<IApiKeyring>().Used(made.Id);
        Assert.Null((await Find())!.LastUsedAt);
        var uses = ActivatorUtilities.CreateInstance<ApiKeyUses>(node.Service<IServiceProvider>());
        await uses.Write(TestContext.Current.CancellationToken);
        Assert.NotNull((await Find())!.LastUsedAt);
        Assert.Empty(node.Service<ApiKeyring>().TakeUsed());

        Task<ApiKey?> Find() => keys.Find(SiteScope.Every, made.Id, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Last_use_that_cannot_be_written_is_kept()
    {
        await using var node = await TestNode.Start();
        var made = (await node.Service<IApiKeys>().Create(new ApiKeySpec("ci", Role.Viewer, SiteScope.Every, null))).Value!.Key;
        node.Service<IApiKeyring>().Used(made.Id);
        using var blocker = new SqliteConnection($"Data Source={Path.Combine(node.StorageDirectory, "test.db")};Pooling=False");
        blocker.Open();
        using var transaction = blocker.BeginTransaction();
        using var uses = ActivatorUtilities.CreateInstance<ApiKeyUses>(node.Service<IServiceProvider>());
        await Assert.ThrowsAsync<StorageUnavailableException>(() => uses.Write(TestContext.Current.CancellationToken));
        Assert.Equal(made.Id, Assert.Single(node.Service<ApiKeyring>().TakeUsed()).Key);
    }

    [Fact]
    public async Task Keys_are_there_after_a_restart()
    {
        var directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
        string prefix;
        await using (var first = await TestNode.Start(directory))
            prefix = (await first.Service<IApiKeys>().Create(new ApiKeySpec("ci", Role.Viewer, SiteScope.Every, null))).Value!.Key.Prefix;
        await using (var second = await TestNode.Start(directory))
            Assert.NotNull(second.Service<IApiKeyring>().Find(prefix));
        Directory.Delete(directory, recursive: true);
    }
}
