using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemConnector.Grains.Storage.Migrations
{
    /// <inheritdoc />
    public partial class TrunkSettings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "max_calls_per_second",
                table: "connector",
                nullable: false,
                defaultValue: 100);

            migrationBuilder.AddColumn<int>(
                name: "max_channels",
                table: "connector",
                nullable: false,
                defaultValue: 1000);

            migrationBuilder.AddColumn<int>(
                name: "max_contacts",
                table: "connector",
                nullable: false,
                defaultValue: 10);

            migrationBuilder.AddColumn<int>(
                name: "max_pending_transactions",
                table: "connector",
                nullable: false,
                defaultValue: 500);

            migrationBuilder.AddColumn<bool>(
                name: "md5_only",
                table: "connector",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<byte[]>(
                name: "previous_password",
                table: "connector",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "previous_password_until",
                table: "connector",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "session_expires_seconds",
                table: "connector",
                nullable: false,
                defaultValue: 1800);

            migrationBuilder.AddColumn<string>(
                name: "tls_fingerprint",
                table: "connector",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "trust_identity",
                table: "connector",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "verify_tls",
                table: "connector",
                nullable: false,
                defaultValue: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "max_calls_per_second",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "max_channels",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "max_contacts",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "max_pending_transactions",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "md5_only",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "previous_password",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "previous_password_until",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "session_expires_seconds",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "tls_fingerprint",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "trust_identity",
                table: "connector");

            migrationBuilder.DropColumn(
                name: "verify_tls",
                table: "connector");
        }
    }
}
