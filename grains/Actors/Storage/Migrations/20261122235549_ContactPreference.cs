using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemConnector.Grains.Storage.Migrations
{
    /// <inheritdoc />
    public partial class ContactPreference : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "instance",
                table: "binding",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "preference",
                table: "binding",
                nullable: false,
                defaultValue: 1000);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "instance",
                table: "binding");

            migrationBuilder.DropColumn(
                name: "preference",
                table: "binding");
        }
    }
}
