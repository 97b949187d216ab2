using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemConnector.Grains.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "cluster_key",
                columns: table => new
                {
                    id = table.Column<int>(nullable: false),
                    material = table.Column<byte[]>(nullable: false),
                    created_at = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cluster_key", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "route_change",
                columns: table => new
                {
                    sequence = table.Column<long>(nullable: false),
                    kind = table.Column<int>(nullable: false),
                    key = table.Column<string>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_route_change", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "route_head",
                columns: table => new
                {
                    id = table.Column<int>(nullable: false),
                    sequence = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_route_head", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "site",
                columns: table => new
                {
                    id = table.Column<Guid>(nullable: false),
                    name = table.Column<string>(nullable: false),
                    is_default = table.Column<bool>(nullable: false),
                    version = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_site", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "binding",
                columns: table => new
                {
                    site_id = table.Column<Guid>(nullable: false),
                    user = table.Column<string>(nullable: false),
                    contact = table.Column<string>(nullable: false),
                    path = table.Column<string>(nullable: false),
                    flow = table.Column<string>(nullable: false),
                    node = table.Column<string>(nullable: false),
                    call_id = table.Column<string>(nullable: false),
                    cseq = table.Column<long>(nullable: false),
                    expires = table.Column<long>(nullable: false),
                    user_agent = table.Column<string>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_binding", x => new { x.site_id, x.user, x.contact });
                    table.ForeignKey(
                        name: "fk_binding_site_id",
                        column: x => x.site_id,
                        principalTable: "site",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "connector",
                columns: table => new
                {
                    id = table.Column<Guid>(nullable: false),
                    site_id = table.Column<Guid>(nullable: false),
                    name = table.Column<string>(nullable: false),
                    type = table.Column<int>(nullable: false),
                    address = table.Column<string>(nullable: false),
                    username = table.Column<string>(nullable: true),
                    password = table.Column<byte[]>(nullable: true),
                    register = table.Column<bool>(nullable: false),
                    nat_transformation = table.Column<bool>(nullable: false),
                    enabled = table.Column<bool>(nullable: false),
                    allow_transit = table.Column<bool>(nullable: false),
                    priority = table.Column<int>(nullable: false),
                    transport = table.Column<int>(nullable: false),
                    no_answer_timeout_seconds = table.Column<int>(nullable: false),
                    caller_identity = table.Column<int>(nullable: false),
                    version = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_connector", x => x.id);
                    table.ForeignKey(
                        name: "fk_connector_site_id",
                        column: x => x.site_id,
                        principalTable: "site",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "local_number",
                columns: table => new
                {
                    site_id = table.Column<Guid>(nullable: false),
                    number = table.Column<string>(nullable: false),
                    digits = table.Column<int>(nullable: false),
                    kind = table.Column<int>(nullable: false),
                    owner = table.Column<string>(nullable: false),
                    secret = table.Column<byte[]>(nullable: true),
                    target = table.Column<string>(nullable: true),
                    speed_dial_to = table.Column<string>(nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_local_number", x => new { x.site_id, x.number });
                    table.ForeignKey(
                        name: "fk_local_number_site_id",
                        column: x => x.site_id,
                        principalTable: "site",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "site_domain",
                columns: table => new
                {
                    domain = table.Column<string>(nullable: false),
                    site_id = table.Column<Guid>(nullable: false),
                    position = table.Column<int>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_site_domain", x => x.domain);
                    table.ForeignKey(
                        name: "fk_site_domain_site_id",
                        column: x => x.site_id,
                        principalTable: "site",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "decision",
                columns: table => new
                {
                    site_id = table.Column<Guid>(nullable: false),
                    number = table.Column<string>(nullable: false),
                    precedence = table.Column<int>(nullable: false),
                    connector_id = table.Column<Guid>(nullable: false),
                    decided_at = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_decision", x => new { x.site_id, x.number });
                    table.ForeignKey(
                        name: "fk_decision_connector_id",
                        column: x => x.connector_id,
                        principalTable: "connector",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_decision_site_id",
                        column: x => x.site_id,
                        principalTable: "site",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "extension_range",
                columns: table => new
                {
                    id = table.Column<Guid>(nullable: false),
                    connector_id = table.Column<Guid>(nullable: false),
                    position = table.Column<int>(nullable: false),
                    min = table.Column<string>(nullable: false),
                    max = table.Column<string>(nullable: false),
                    digits = table.Column<int>(nullable: false),
                    strip_digits = table.Column<int>(nullable: false),
                    prepend_digits = table.Column<string>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_extension_range", x => x.id);
                    table.ForeignKey(
                        name: "fk_extension_range_connector_id",
                        column: x => x.connector_id,
                        principalTable: "connector",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "route_head",
                columns: new[] { "id", "sequence" },
                values: new object[] { 1, 0L });

            migrationBuilder.CreateIndex(
                name: "ix_connector_site_id_name",
                table: "connector",
                columns: new[] { "site_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_connector_site_id_username",
                table: "connector",
                columns: new[] { "site_id", "username" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_decision_connector_id",
                table: "decision",
                column: "connector_id");

            migrationBuilder.CreateIndex(
                name: "ix_extension_range_connector_id",
                table: "extension_range",
                column: "connector_id");

            migrationBuilder.CreateIndex(
                name: "ix_local_number_site_id_digits_number",
                table: "local_number",
                columns: new[] { "site_id", "digits", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_site_name",
                table: "site",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_site_domain_site_id",
                table: "site_domain",
                column: "site_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "binding");

            migrationBuilder.DropTable(
                name: "cluster_key");

            migrationBuilder.DropTable(
                name: "decision");

            migrationBuilder.DropTable(
                name: "extension_range");

            migrationBuilder.DropTable(
                name: "local_number");

            migrationBuilder.DropTable(
                name: "route_change");

            migrationBuilder.DropTable(
                name: "route_head");

            migrationBuilder.DropTable(
                name: "site_domain");

            migrationBuilder.DropTable(
                name: "connector");

            migrationBuilder.DropTable(
                name: "site");
        }
    }
}
