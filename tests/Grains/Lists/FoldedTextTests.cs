using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Lists;

public sealed class FoldedTextTests
{
    [Fact]
    public async Task Rows_from_before_lists_were_searched_are_found_by_a_node_that_starts()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
        SiteId site;
        await using (var former = await TestNode.Start(directory))
        {
            site = await former.NewSite("Head Office", "a.example");
            await former.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "Rani Oliver")]);
            await former.NewConnector(site, "Branch", "200", "299");
            await using var db = await former.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(cancellation);
            await db.Database.ExecuteSqlAsync($"UPDATE site SET name_folded = ''", cancellation);
            await db.Database.ExecuteSqlAsync($"UPDATE connector SET name_folded = '', address_folded = ''", cancellation);
            await db.Database.ExecuteSqlAsync($"UPDATE local_number SET owner_folded = ''", cancellation);
        }
        await using (var node = await TestNode.Start(directory))
        {
            var queries = node.Service<IConfigurationQueries>();
            Assert.Equal(1, await queries.CountSites(new SiteFilter { NameContains = "head o" }, cancellation));
            Assert.Equal(1, await queries.CountConnectors(new ConnectorFilter { NameContains = "BRANCH" }, cancellation));
            Assert.Equal(1, await queries.CountLocalNumbers(site, new LocalNumberFilter { OwnerContains = "oliver" }, cancellation));
        }
        Directory.Delete(directory, recursive: true);
    }
}
