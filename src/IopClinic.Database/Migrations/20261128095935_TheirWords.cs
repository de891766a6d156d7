using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class TheirWords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "in_their_words",
                table: "progress_notes",
                type: "character varying(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "saved_at",
                table: "progress_notes",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "in_their_words",
                table: "note_drafts",
                type: "character varying(500)",
                maxLength: 500,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "in_their_words",
                table: "progress_notes");

            migrationBuilder.DropColumn(
                name: "saved_at",
                table: "progress_notes");

            migrationBuilder.DropColumn(
                name: "in_their_words",
                table: "note_drafts");
        }
    }
}
