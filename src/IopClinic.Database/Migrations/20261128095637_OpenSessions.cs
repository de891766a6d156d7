using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class OpenSessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "meant_for_id",
                table: "progress_notes",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_roster_places_site_id_clinic_date",
                table: "roster_places",
                columns: new[] { "site_id", "clinic_date" });

            migrationBuilder.CreateIndex(
                name: "ix_progress_notes_meant_for_id",
                table: "progress_notes",
                column: "meant_for_id",
                filter: "meant_for_id is not null");

            migrationBuilder.AddCheckConstraint(
                name: "progress_notes_meant_for_another",
                table: "progress_notes",
                sql: "meant_for_id is null or (meant_for_id <> patient_id and struck_at is not null)");

            migrationBuilder.AddForeignKey(
                name: "fk_progress_notes_patients_meant_for_id",
                table: "progress_notes",
                column: "meant_for_id",
                principalTable: "patients",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Run("MeantFor");
            migrationBuilder.Run("UndocumentedSessions");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
