using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class RollWriters : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What is signed is never changed, not even to say whose words it is: notes of before go by who wrote them last.
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "text_at",
                table: "progress_notes",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "text_by_id",
                table: "progress_notes",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_progress_notes_text_by_id",
                table: "progress_notes",
                column: "text_by_id");

            migrationBuilder.AddForeignKey(
                name: "fk_progress_notes_staff_text_by_id",
                table: "progress_notes",
                column: "text_by_id",
                principalTable: "staff",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Run("RollWriters");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
