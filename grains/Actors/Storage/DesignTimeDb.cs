using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace SystemConnector.Grains.Storage;

/// <summary>Gives <c>dotnet ef</c> a context when a migration is written (grains/add-migration); never used by a node.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<ConnectorDb>
{
    public ConnectorDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ConnectorDb>().UseSqlite("Data Source=:memory:").Options);
}
