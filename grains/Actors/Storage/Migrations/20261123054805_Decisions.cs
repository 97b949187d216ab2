using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemConnector.Grains.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Decisions : Migration
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

            migrationBuilder.CreateIndex(
                name: "ix_decision_migration_id",
                table: "decision",
                column: "migration_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "range_conflicts");

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
