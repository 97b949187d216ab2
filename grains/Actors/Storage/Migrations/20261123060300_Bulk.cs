using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemConnector.Grains.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Bulk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "name_folded",
                table: "site",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "owner_folded",
                table: "local_number",
                nullable: false,
                defaultValue: "");

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

            migrationBuilder.CreateIndex(
                name: "ix_site_name_folded_id",
                table: "site",
                columns: new[] { "name_folded", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_local_number_site_id_owner_folded_digits_number",
                table: "local_number",
                columns: new[] { "site_id", "owner_folded", "digits", "number" });

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
                name: "ix_job_site_id_id",
                table: "job",
                columns: new[] { "site_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_job_state_id",
                table: "job",
                columns: new[] { "state", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "job");

            migrationBuilder.DropIndex(
                name: "ix_site_name_folded_id",
                table: "site");

            migrationBuilder.DropIndex(
                name: "ix_local_number_site_id_owner_folded_digits_number",
                table: "local_number");

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
                name: "name_folded",
                table: "site");

            migrationBuilder.DropColumn(
                name: "owner_folded",
                table: "local_number");

            migrationBuilder.DropColumn(
                name: "address_folded",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "conflict_count",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "name_folded",
                table: "connector");
        }
    }
}
