using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class FormKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "form_keys",
                columns: table => new
                {
                    key = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    staff_member_id = table.Column<Guid>(type: "uuid", nullable: false),
                    page = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    location = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_form_keys", x => new { x.key, x.content });
                });

            migrationBuilder.CreateIndex(
                name: "ix_form_keys_at",
                table: "form_keys",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
