using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class NoteObjectives : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "without_objective",
                table: "progress_notes",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddUniqueConstraint(
                name: "ak_objectives_id_patient_id",
                table: "objectives",
                columns: new[] { "id", "patient_id" });

            migrationBuilder.CreateTable(
                name: "note_objectives",
                columns: table => new
                {
                    note_id = table.Column<Guid>(type: "uuid", nullable: false),
                    objective_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    progress = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_note_objectives", x => new { x.note_id, x.objective_id });
                    table.ForeignKey(
                        name: "fk_note_objectives_of_the_patient",
                        columns: x => new { x.objective_id, x.patient_id },
                        principalTable: "objectives",
                        principalColumns: new[] { "id", "patient_id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_note_objectives_progress_notes_note_id",
                        column: x => x.note_id,
                        principalTable: "progress_notes",
                        principalColumn: "id");
                });

            migrationBuilder.CreateIndex(
                name: "ix_note_objectives_patient_id_clinic_date",
                table: "note_objectives",
                columns: new[] { "patient_id", "clinic_date" });

            migrationBuilder.CreateIndex(
                name: "ix_note_objectives_thread",
                table: "note_objectives",
                columns: new[] { "objective_id", "patient_id", "clinic_date" },
                descending: new[] { false, false, true });

            migrationBuilder.Run("NoteObjectives");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
