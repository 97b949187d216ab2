using Microsoft.EntityFrameworkCore;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Storage;

/// <summary>
/// The record of everything that is configured and registered. One model and one set of migrations for SQLite and
/// PostgreSQL: only types that both map by themselves, no generated values, no database functions.
/// </summary>
internal sealed class ConnectorDb(DbContextOptions<ConnectorDb> options) : DbContext(options)
{
    public DbSet<SiteRow> Sites => Set<SiteRow>();

    public DbSet<SiteDomainRow> SiteDomains => Set<SiteDomainRow>();

    public DbSet<LocalNumberRow> LocalNumbers => Set<LocalNumberRow>();

    public DbSet<ConnectorRow> Connectors => Set<ConnectorRow>();

    public DbSet<ExtensionRangeRow> ExtensionRanges => Set<ExtensionRangeRow>();

    public DbSet<DecisionRow> Decisions => Set<DecisionRow>();

    public DbSet<MigrationRow> Migrations => Set<MigrationRow>();

    public DbSet<MigrationNumberRow> MigrationNumbers => Set<MigrationNumberRow>();

    public DbSet<RangeConflictsRow> RangeConflicts => Set<RangeConflictsRow>();

    public DbSet<BindingRow> Bindings => Set<BindingRow>();

    public DbSet<RouteChangeRow> RouteChanges => Set<RouteChangeRow>();

    public DbSet<RouteHeadRow> RouteHeads => Set<RouteHeadRow>();

    public DbSet<ClusterKeyRow> ClusterKeys => Set<ClusterKeyRow>();

    public DbSet<NodeRow> Nodes => Set<NodeRow>();

    public DbSet<ConnectorOwnerRow> ConnectorOwners => Set<ConnectorOwnerRow>();

    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();

    public DbSet<AuditRow> AuditLog => Set<AuditRow>();

    public DbSet<JobRow> Jobs => Set<JobRow>();

    public DbSet<CallRecordRow> CallRecords => Set<CallRecordRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SiteRow>(site =>
        {
            site.ToTable("site");
            site.Property(s => s.Id).ValueGeneratedNever();
            site.HasIndex(s => s.Name).IsUnique();
            site.HasIndex(s => new { s.NameFolded, s.Id });
            site.HasMany(s => s.Domains).WithOne().HasForeignKey(d => d.SiteId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<SiteDomainRow>(domain =>
        {
            domain.ToTable("site_domain");
            domain.HasKey(d => d.Domain);
        });
        modelBuilder.Entity<LocalNumberRow>(number =>
        {
            number.ToTable("local_number");
            number.HasKey(n => new { n.SiteId, n.Number });
            number.HasIndex(n => new { n.SiteId, n.Digits, n.Number });
            number.HasIndex(n => new { n.SiteId, n.OwnerFolded, n.Digits, n.Number });
            number.HasOne<SiteRow>().WithMany().HasForeignKey(n => n.SiteId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ConnectorRow>(connector =>
        {
            connector.ToTable("connector");
            connector.Property(c => c.Id).ValueGeneratedNever();
            connector.HasIndex(c => new { c.SiteId, c.Name }).IsUnique();
            connector.HasIndex(c => new { c.SiteId, c.Username }).IsUnique();
            // Each order of a list, of a site and of all.
            connector.HasIndex(c => new { c.NameFolded, c.Id });
            connector.HasIndex(c => new { c.Priority, c.Id });
            connector.HasIndex(c => new { c.ConflictCount, c.Id });
            connector.HasIndex(c => new { c.SiteId, c.ConflictCount, c.Id });
            connector.HasIndex(c => new { c.SiteId, c.NameFolded, c.Id });
            connector.HasIndex(c => new { c.SiteId, c.Priority, c.Id });
            connector.HasIndex(c => new { c.SiteId, c.Id });
            // A site with connectors cannot be deleted: their owners would not know of it.
            connector.HasOne<SiteRow>().WithMany().HasForeignKey(c => c.SiteId).OnDelete(DeleteBehavior.Restrict);
            connector.HasMany(c => c.Ranges).WithOne().HasForeignKey(r => r.ConnectorId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ExtensionRangeRow>(range =>
        {
            range.ToTable("extension_range");
            range.Property(r => r.Id).ValueGeneratedNever();
            range.HasIndex(r => new { r.Digits, r.Max, r.Min, r.ConnectorId });
        });
        modelBuilder.Entity<RangeConflictsRow>(conflicts =>
        {
            conflicts.ToTable("range_conflicts");
            conflicts.HasKey(c => new { c.RangeId, c.Kind });
            conflicts.HasOne<ExtensionRangeRow>().WithMany().HasForeignKey(c => c.RangeId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<DecisionRow>(decision =>
        {
            decision.ToTable("decision");
            decision.HasKey(d => new { d.SiteId, d.Number, d.Layer });
            decision.HasIndex(d => d.MigrationId);
            decision.HasOne<SiteRow>().WithMany().HasForeignKey(d => d.SiteId).OnDelete(DeleteBehavior.Cascade);
            decision.HasOne<ConnectorRow>().WithMany().HasForeignKey(d => d.ConnectorId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<MigrationRow>(migration =>
        {
            migration.ToTable("migration");
            migration.Property(m => m.Id).ValueGeneratedNever();
            migration.HasIndex(m => new { m.SiteId, m.Id });
            migration.HasOne<SiteRow>().WithMany().HasForeignKey(m => m.SiteId).OnDelete(DeleteBehavior.Cascade);
            migration.HasOne<ConnectorRow>().WithMany().HasForeignKey(m => m.ConnectorId).OnDelete(DeleteBehavior.Cascade);
            migration.HasMany(m => m.Waves).WithOne().HasForeignKey(w => w.MigrationId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<MigrationWaveRow>(wave =>
        {
            wave.ToTable("migration_wave");
            wave.HasKey(w => new { w.MigrationId, w.Wave });
            wave.Property(w => w.Wave).ValueGeneratedNever();
        });
        modelBuilder.Entity<MigrationNumberRow>(number =>
        {
            number.ToTable("migration_number");
            number.HasKey(n => new { n.MigrationId, n.Position });
            number.Property(n => n.Position).ValueGeneratedNever();
            number.HasIndex(n => new { n.Number, n.MigrationId });
            number.HasOne<MigrationRow>().WithMany().HasForeignKey(n => n.MigrationId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<BindingRow>(binding =>
        {
            binding.ToTable("binding");
            binding.HasKey(b => new { b.SiteId, b.User, b.Contact });
            binding.HasOne<SiteRow>().WithMany().HasForeignKey(b => b.SiteId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<RouteChangeRow>(change =>
        {
            change.ToTable("route_change");
            change.HasKey(c => c.Sequence);
            change.Property(c => c.Sequence).ValueGeneratedNever();
        });
        modelBuilder.Entity<RouteHeadRow>(head =>
        {
            head.ToTable("route_head");
            head.Property(h => h.Id).ValueGeneratedNever();
            head.HasData(new RouteHeadRow { Id = RouteHeadRow.TheOne, Sequence = 0 });
        });
        modelBuilder.Entity<ClusterKeyRow>(key =>
        {
            key.ToTable("cluster_key");
            key.Property(k => k.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<NodeRow>(node =>
        {
            node.ToTable("node");
            node.HasKey(n => n.Number);
            node.Property(n => n.Number).ValueGeneratedNever();
            node.HasIndex(n => n.Name).IsUnique();
        });
        modelBuilder.Entity<ConnectorOwnerRow>(owner =>
        {
            owner.ToTable("connector_owner");
            owner.HasKey(o => o.ConnectorId);
            owner.Property(o => o.ConnectorId).ValueGeneratedNever();
            owner.HasOne<ConnectorRow>().WithOne().HasForeignKey<ConnectorOwnerRow>(o => o.ConnectorId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ApiKeyRow>(key =>
        {
            key.ToTable("api_key");
            key.Property(k => k.Id).ValueGeneratedNever();
            key.HasIndex(k => k.Prefix).IsUnique();
            key.HasMany(k => k.Sites).WithOne().HasForeignKey(s => s.KeyId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ApiKeySiteRow>(site =>
        {
            site.ToTable("api_key_site");
            site.HasKey(s => new { s.KeyId, s.SiteId });
            site.HasOne<SiteRow>().WithMany().HasForeignKey(s => s.SiteId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<AuditRow>(entry =>
        {
            entry.ToTable("audit_log");
            entry.HasKey(e => e.Number);
            entry.Property(e => e.Number).ValueGeneratedNever();
            entry.HasIndex(e => new { e.SiteId, e.Number });
            entry.HasIndex(e => new { e.Actor, e.Number });
            entry.HasIndex(e => new { e.EntityId, e.Number });
            entry.HasIndex(e => e.Time);
        });
        modelBuilder.Entity<JobRow>(job =>
        {
            job.ToTable("job");
            job.Property(j => j.Id).ValueGeneratedNever();
            job.HasIndex(j => new { j.State, j.Id });
            job.HasIndex(j => new { j.SiteId, j.Id });
        });
        modelBuilder.Entity<CallRecordRow>(call =>
        {
            call.ToTable("call_record");
            call.Property(c => c.Id).ValueGeneratedNever();
            // Each way in which people look for calls is a walk along one of these, from the latest call back.
            call.HasIndex(c => new { c.SiteId, c.Id });
            call.HasIndex(c => new { c.ConnectorIn, c.Id });
            call.HasIndex(c => new { c.ConnectorOut, c.Id });
            call.HasIndex(c => new { c.Number, c.Id });
            call.HasIndex(c => new { c.Caller, c.Id });
            call.HasIndex(c => new { c.Cause, c.Id }).HasFilter("cause IS NOT NULL");
            call.HasIndex(c => c.ExpiresAt).HasFilter("ended_at IS NULL");
        });
        SnakeCase.Apply(modelBuilder.Model);
    }
}
