using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemConnector.Grains.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Cluster : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "seals_from",
                table: "cluster_key",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "connector_owner",
                columns: table => new
                {
                    connector_id = table.Column<Guid>(nullable: false),
                    epoch = table.Column<long>(nullable: false),
                    node = table.Column<int>(nullable: false),
                    since = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_connector_owner", x => x.connector_id);
                    table.ForeignKey(
                        name: "fk_connector_owner_connector_id",
                        column: x => x.connector_id,
                        principalTable: "connector",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "node",
                columns: table => new
                {
                    number = table.Column<int>(nullable: false),
                    name = table.Column<string>(nullable: false),
                    silo = table.Column<string>(nullable: false),
                    link = table.Column<string>(nullable: false),
                    sockets = table.Column<string>(nullable: false),
                    ready = table.Column<bool>(nullable: false),
                    draining = table.Column<bool>(nullable: false),
                    version = table.Column<string>(nullable: false),
                    started_at = table.Column<long>(nullable: false),
                    gone_since = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_node", x => x.number);
                });

            migrationBuilder.CreateIndex(
                name: "ix_node_name",
                table: "node",
                column: "name",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "connector_owner");

            migrationBuilder.DropTable(
                name: "node");

            migrationBuilder.DropColumn(
                name: "seals_from",
                table: "cluster_key");
        }
    }
}
