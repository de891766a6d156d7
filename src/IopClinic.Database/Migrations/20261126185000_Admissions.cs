using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class Admissions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "admission",
                table: "sites",
                type: "jsonb",
                nullable: false,
                // Sites that are there already ask for no assessment, as before, and for no papers.
                defaultValue: """{"AssessmentDays": null, "PapersBefore": [], "PapersAfter": [], "PaperDays": 7}""");

            migrationBuilder.AddColumn<Guid>(
                name: "assessment_id",
                table: "episodes",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "waiver_id",
                table: "episodes",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "admission_papers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    state = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    recorded_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_admission_papers", x => x.id);
                    table.ForeignKey(
                        name: "fk_admission_papers_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_admission_papers_staff_recorded_by_id",
                        column: x => x.recorded_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "admission_waivers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    request = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    asked_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    supervisor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    is_granted = table.Column<bool>(type: "boolean", nullable: true),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_admission_waivers", x => x.id);
                    table.CheckConstraint("admission_waivers_decided", "(decided_at is null) = (is_granted is null) and (decided_at is null) = (reason is null)");
                    table.ForeignKey(
                        name: "fk_admission_waivers_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_admission_waivers_staff_asked_by_id",
                        column: x => x.asked_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_admission_waivers_staff_supervisor_id",
                        column: x => x.supervisor_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_episodes_assessment_id",
                table: "episodes",
                column: "assessment_id");

            migrationBuilder.CreateIndex(
                name: "ix_episodes_waiver_id",
                table: "episodes",
                column: "waiver_id");

            migrationBuilder.CreateIndex(
                name: "ix_admission_papers_patient_id",
                table: "admission_papers",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_admission_papers_recorded_by_id",
                table: "admission_papers",
                column: "recorded_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_admission_waivers_asked_by_id",
                table: "admission_waivers",
                column: "asked_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_admission_waivers_one_open",
                table: "admission_waivers",
                column: "patient_id",
                unique: true,
                filter: "decided_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_admission_waivers_waiting",
                table: "admission_waivers",
                column: "supervisor_id",
                filter: "decided_at is null");

            migrationBuilder.AddForeignKey(
                name: "fk_episodes_admission_waivers_waiver_id",
                table: "episodes",
                column: "waiver_id",
                principalTable: "admission_waivers",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_episodes_assessments_assessment_id",
                table: "episodes",
                column: "assessment_id",
                principalTable: "assessments",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Run("Admissions");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
