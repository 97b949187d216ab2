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

            migrationBuilder.AddColumn<string>(
                name: "name_folded",
                table: "site",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "audit_number",
                table: "route_head",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "owner_folded",
                table: "local_number",
                nullable: false,
                defaultValue: "");

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

            migrationBuilder.AddColumn<string>(
                name: "address_folded",
                table: "connector",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "conflict_count",
                table: "connector",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "name_folded",
                table: "connector",
                nullable: false,
                defaultValue: "");

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
                name: "call_record",
                columns: table => new
                {
                    id = table.Column<Guid>(nullable: false),
                    site_id = table.Column<Guid>(nullable: true),
                    node = table.Column<string>(nullable: true),
                    call_id = table.Column<string>(nullable: false),
                    caller = table.Column<string>(nullable: false),
                    callee = table.Column<string>(nullable: false),
                    number = table.Column<string>(nullable: false),
                    number_sent = table.Column<string>(nullable: false),
                    connector_in = table.Column<Guid>(nullable: true),
                    connector_out = table.Column<Guid>(nullable: true),
                    started_at = table.Column<long>(nullable: false),
                    heard_at = table.Column<long>(nullable: true),
                    answered_at = table.Column<long>(nullable: true),
                    ended_at = table.Column<long>(nullable: true),
                    expires_at = table.Column<long>(nullable: false),
                    outcome = table.Column<int>(nullable: true),
                    cause = table.Column<int>(nullable: true),
                    status = table.Column<int>(nullable: false),
                    ended_by = table.Column<int>(nullable: true),
                    end_reason = table.Column<string>(nullable: false),
                    attempts = table.Column<string>(nullable: false),
                    packets_from_caller = table.Column<long>(nullable: true),
                    packets_from_called = table.Column<long>(nullable: true),
                    lost_from_caller = table.Column<long>(nullable: true),
                    lost_from_called = table.Column<long>(nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_call_record", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "job",
                columns: table => new
                {
                    id = table.Column<Guid>(nullable: false),
                    kind = table.Column<int>(nullable: false),
                    site_id = table.Column<Guid>(nullable: true),
                    state = table.Column<int>(nullable: false),
                    started_by = table.Column<string>(nullable: false),
                    created_at = table.Column<long>(nullable: false),
                    finished_at = table.Column<long>(nullable: false),
                    node = table.Column<int>(nullable: false),
                    epoch = table.Column<long>(nullable: false),
                    cancel_requested = table.Column<bool>(nullable: false),
                    input = table.Column<byte[]>(nullable: true),
                    total = table.Column<int>(nullable: false),
                    done = table.Column<int>(nullable: false),
                    created = table.Column<int>(nullable: false),
                    changed = table.Column<int>(nullable: false),
                    unchanged = table.Column<int>(nullable: false),
                    deleted = table.Column<int>(nullable: false),
                    faults = table.Column<string>(nullable: false),
                    fault_count = table.Column<int>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job", x => x.id);
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
                name: "ix_site_name_folded_id",
                table: "site",
                columns: new[] { "name_folded", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_local_number_site_id_owner_folded_digits_number",
                table: "local_number",
                columns: new[] { "site_id", "owner_folded", "digits", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_decision_migration_id",
                table: "decision",
                column: "migration_id");

            migrationBuilder.CreateIndex(
                name: "ix_connector_conflict_count_id",
                table: "connector",
                columns: new[] { "conflict_count", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_connector_name_folded_id",
                table: "connector",
                columns: new[] { "name_folded", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_connector_priority_id",
                table: "connector",
                columns: new[] { "priority", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_connector_site_id_conflict_count_id",
                table: "connector",
                columns: new[] { "site_id", "conflict_count", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_connector_site_id_id",
                table: "connector",
                columns: new[] { "site_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_connector_site_id_name_folded_id",
                table: "connector",
                columns: new[] { "site_id", "name_folded", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_connector_site_id_priority_id",
                table: "connector",
                columns: new[] { "site_id", "priority", "id" });

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
                name: "ix_call_record_caller_id",
                table: "call_record",
                columns: new[] { "caller", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_call_record_cause_id",
                table: "call_record",
                columns: new[] { "cause", "id" },
                filter: "cause IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_call_record_connector_in_id",
                table: "call_record",
                columns: new[] { "connector_in", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_call_record_connector_out_id",
                table: "call_record",
                columns: new[] { "connector_out", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_call_record_expires_at",
                table: "call_record",
                column: "expires_at",
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_call_record_number_id",
                table: "call_record",
                columns: new[] { "number", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_call_record_site_id_id",
                table: "call_record",
                columns: new[] { "site_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_job_site_id_id",
                table: "job",
                columns: new[] { "site_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_job_state_id",
                table: "job",
                columns: new[] { "state", "id" });

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
                name: "call_record");

            migrationBuilder.DropTable(
                name: "job");

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

            migrationBuilder.DropIndex(
                name: "ix_site_name_folded_id",
                table: "site");

            migrationBuilder.DropIndex(
                name: "ix_local_number_site_id_owner_folded_digits_number",
                table: "local_number");

            migrationBuilder.DropPrimaryKey(
                name: "pk_decision",
                table: "decision");

            migrationBuilder.DropIndex(
                name: "ix_decision_migration_id",
                table: "decision");

            migrationBuilder.DropIndex(
                name: "ix_connector_conflict_count_id",
                table: "connector");

            migrationBuilder.DropIndex(
                name: "ix_connector_name_folded_id",
                table: "connector");

            migrationBuilder.DropIndex(
                name: "ix_connector_priority_id",
                table: "connector");

            migrationBuilder.DropIndex(
                name: "ix_connector_site_id_conflict_count_id",
                table: "connector");

            migrationBuilder.DropIndex(
                name: "ix_connector_site_id_id",
                table: "connector");

            migrationBuilder.DropIndex(
                name: "ix_connector_site_id_name_folded_id",
                table: "connector");

            migrationBuilder.DropIndex(
                name: "ix_connector_site_id_priority_id",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "local_ranges",
                table: "site");

            migrationBuilder.DropColumn(
                name: "name_folded",
                table: "site");

            migrationBuilder.DropColumn(
                name: "audit_number",
                table: "route_head");

            migrationBuilder.DropColumn(
                name: "owner_folded",
                table: "local_number");

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

            migrationBuilder.DropColumn(
                name: "address_folded",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "conflict_count",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "name_folded",
                table: "connector");

            migrationBuilder.AddPrimaryKey(
                name: "pk_decision",
                table: "decision",
                columns: new[] { "site_id", "number" });
        }
    }
}
