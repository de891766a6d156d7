using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class CoSignings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "co_signings",
                columns: table => new
                {
                    note_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: false),
                    co_signer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    co_signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    returns = table.Column<string>(type: "jsonb", nullable: false),
                    returned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_co_signings", x => x.note_id);
                    table.CheckConstraint("co_signings_by_another", "author_id <> co_signer_id");
                    table.ForeignKey(
                        name: "fk_co_signings_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_co_signings_progress_notes_note_id",
                        column: x => x.note_id,
                        principalTable: "progress_notes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_co_signings_staff_author_id",
                        column: x => x.author_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_co_signings_staff_co_signer_id",
                        column: x => x.co_signer_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_co_signings_patient_id",
                table: "co_signings",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_co_signings_returned",
                table: "co_signings",
                column: "author_id",
                filter: "co_signed_at is null and returned_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_co_signings_waiting",
                table: "co_signings",
                columns: new[] { "co_signer_id", "asked_at" },
                filter: "co_signed_at is null");

            migrationBuilder.Run("CoSignings");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
