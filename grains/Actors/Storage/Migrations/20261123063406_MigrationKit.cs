using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemConnector.Grains.Storage.Migrations
{
    /// <inheritdoc />
    public partial class MigrationKit : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
                name: "migration_number");

            migrationBuilder.DropTable(
                name: "migration_wave");

            migrationBuilder.DropTable(
                name: "migration");
        }
    }
}
