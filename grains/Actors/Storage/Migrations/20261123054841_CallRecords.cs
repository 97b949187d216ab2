using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemConnector.Grains.Storage.Migrations
{
    /// <inheritdoc />
    public partial class CallRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "call_record");
        }
    }
}
