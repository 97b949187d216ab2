using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemConnector.Grains.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Api : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_decision",
                table: "decision");

            migrationBuilder.AddColumn<string>(
                name: "local_ranges",
                table: "site",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "audit_number",
                table: "route_head",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "counted_version",
                table: "extension_range",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "facts_version",
                table: "extension_range",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "recount_at",
                table: "extension_range",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "layer",
                table: "decision",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "decided_by",
                table: "decision",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "migration_id",
                table: "decision",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "valid_from",
                table: "decision",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "valid_until",
                table: "decision",
                nullable: true);

            migrationBuilder.AddPrimaryKey(
                name: "pk_decision",
                table: "decision",
                columns: new[] { "site_id", "number", "layer" });

            migrationBuilder.CreateTable(
                name: "api_key",
                columns: table => new
                {
                    id = table.Column<Guid>(nullable: false),
                    prefix = table.Column<string>(nullable: false),
                    name = table.Column<string>(nullable: false),
                    hash = table.Column<byte[]>(nullable: false),
                    role = table.Column<int>(nullable: false),
                    every_site = table.Column<bool>(nullable: false),
                    created_by = table.Column<string>(nullable: false),
                    created_at = table.Column<long>(nullable: false),
                    expires_at = table.Column<long>(nullable: false),
                    revoked_at = table.Column<long>(nullable: false),
                    last_used_at = table.Column<long>(nullable: false),
                    version = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_key", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit_log",
                columns: table => new
                {
                    number = table.Column<long>(nullable: false),
                    time = table.Column<long>(nullable: false),
                    actor = table.Column<string>(nullable: false),
                    operation = table.Column<string>(nullable: false),
                    site_id = table.Column<Guid>(nullable: true),
                    kind = table.Column<string>(nullable: false),
                    entity_id = table.Column<string>(nullable: false),
                    name = table.Column<string>(nullable: false),
                    action = table.Column<int>(nullable: false),
                    before = table.Column<string>(nullable: true),
                    after = table.Column<string>(nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_log", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "migration",
                columns: table => new
                {
                    id = table.Column<Guid>(nullable: false),
                    site_id = table.Column<Guid>(nullable: false),
                    connector_id = table.Column<Guid>(nullable: false),
                    name = table.Column<string>(nullable: false),
                    created_at = table.Column<long>(nullable: false),
                    created_by = table.Column<string>(nullable: false),
                    numbers = table.Column<int>(nullable: false),
                    stamp = table.Column<string>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_migration", x => x.id);
                    table.ForeignKey(
                        name: "fk_migration_connector_id",
                        column: x => x.connector_id,
                        principalTable: "connector",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_migration_site_id",
                        column: x => x.site_id,
                        principalTable: "site",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "range_conflicts",
                columns: table => new
                {
                    range_id = table.Column<Guid>(nullable: false),
                    kind = table.Column<int>(nullable: false),
                    count = table.Column<int>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_range_conflicts", x => new { x.range_id, x.kind });
                    table.ForeignKey(
                        name: "fk_range_conflicts_range_id",
                        column: x => x.range_id,
                        principalTable: "extension_range",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "api_key_site",
                columns: table => new
                {
                    key_id = table.Column<Guid>(nullable: false),
                    site_id = table.Column<Guid>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_key_site", x => new { x.key_id, x.site_id });
                    table.ForeignKey(
                        name: "fk_api_key_site_key_id",
                        column: x => x.key_id,
                        principalTable: "api_key",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_api_key_site_site_id",
                        column: x => x.site_id,
                        principalTable: "site",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "migration_number",
                columns: table => new
                {
                    migration_id = table.Column<Guid>(nullable: false),
                    position = table.Column<int>(nullable: false),
                    number = table.Column<string>(nullable: false),
                    precedence = table.Column<int>(nullable: false),
                    wave = table.Column<int>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_migration_number", x => new { x.migration_id, x.position });
                    table.ForeignKey(
                        name: "fk_migration_number_migration_id",
                        column: x => x.migration_id,
                        principalTable: "migration",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "migration_wave",
                columns: table => new
                {
                    migration_id = table.Column<Guid>(nullable: false),
                    wave = table.Column<int>(nullable: false),
                    numbers = table.Column<int>(nullable: false),
                    valid_from = table.Column<long>(nullable: true),
                    valid_until = table.Column<long>(nullable: true),
                    layer = table.Column<long>(nullable: false),
                    applied_at = table.Column<long>(nullable: true),
                    applied_by = table.Column<string>(nullable: true),
                    rerouted = table.Column<int>(nullable: true),
                    undone_at = table.Column<long>(nullable: true),
                    undone_by = table.Column<string>(nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_migration_wave", x => new { x.migration_id, x.wave });
                    table.ForeignKey(
                        name: "fk_migration_wave_migration_id",
                        column: x => x.migration_id,
                        principalTable: "migration",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.UpdateData(
                table: "route_head",
                keyColumn: "id",
                keyValue: 1,
                column: "audit_number",
                value: 0L);

            migrationBuilder.CreateIndex(
                name: "ix_decision_migration_id",
                table: "decision",
                column: "migration_id");

            migrationBuilder.CreateIndex(
                name: "ix_api_key_prefix",
                table: "api_key",
                column: "prefix",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_api_key_site_site_id",
                table: "api_key_site",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_log_actor_number",
                table: "audit_log",
                columns: new[] { "actor", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_log_entity_id_number",
                table: "audit_log",
                columns: new[] { "entity_id", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_log_site_id_number",
                table: "audit_log",
                columns: new[] { "site_id", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_log_time",
                table: "audit_log",
                column: "time");

            migrationBuilder.CreateIndex(
                name: "ix_migration_connector_id",
                table: "migration",
                column: "connector_id");

            migrationBuilder.CreateIndex(
                name: "ix_migration_site_id_id",
                table: "migration",
                columns: new[] { "site_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_migration_number_number_migration_id",
                table: "migration_number",
                columns: new[] { "number", "migration_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_key_site");

            migrationBuilder.DropTable(
                name: "audit_log");

            migrationBuilder.DropTable(
                name: "migration_number");

            migrationBuilder.DropTable(
                name: "migration_wave");

            migrationBuilder.DropTable(
                name: "range_conflicts");

            migrationBuilder.DropTable(
                name: "api_key");

            migrationBuilder.DropTable(
                name: "migration");

            migrationBuilder.DropPrimaryKey(
                name: "pk_decision",
                table: "decision");

            migrationBuilder.DropIndex(
                name: "ix_decision_migration_id",
                table: "decision");

            migrationBuilder.DropColumn(
                name: "local_ranges",
                table: "site");

            migrationBuilder.DropColumn(
                name: "audit_number",
                table: "route_head");

            migrationBuilder.DropColumn(
                name: "counted_version",
                table: "extension_range");

            migrationBuilder.DropColumn(
                name: "facts_version",
                table: "extension_range");

            migrationBuilder.DropColumn(
                name: "recount_at",
                table: "extension_range");

            migrationBuilder.DropColumn(
                name: "layer",
                table: "decision");

            migrationBuilder.DropColumn(
                name: "decided_by",
                table: "decision");

            migrationBuilder.DropColumn(
                name: "migration_id",
                table: "decision");

            migrationBuilder.DropColumn(
                name: "valid_from",
                table: "decision");

            migrationBuilder.DropColumn(
                name: "valid_until",
                table: "decision");

            migrationBuilder.AddPrimaryKey(
                name: "pk_decision",
                table: "decision",
                columns: new[] { "site_id", "number" });
        }
    }
}
