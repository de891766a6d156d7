using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class Assessments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "assessments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    started_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    previous_id = table.Column<Guid>(type: "uuid", nullable: true),
                    signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assessments", x => x.id);
                    table.ForeignKey(
                        name: "fk_assessments_assessments_previous_id",
                        column: x => x.previous_id,
                        principalTable: "assessments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_assessments_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_assessments_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_assessments_staff_started_by_id",
                        column: x => x.started_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "assessment_drafts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    assessment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    section = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    answers = table.Column<string>(type: "jsonb", nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assessment_drafts", x => x.id);
                    table.ForeignKey(
                        name: "fk_assessment_drafts_assessments_assessment_id",
                        column: x => x.assessment_id,
                        principalTable: "assessments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_assessment_drafts_staff_author_id",
                        column: x => x.author_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "assessment_sections",
                columns: table => new
                {
                    assessment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    answers = table.Column<string>(type: "jsonb", nullable: false),
                    written_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    written_from = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assessment_sections", x => new { x.assessment_id, x.key });
                    table.ForeignKey(
                        name: "fk_assessment_sections_assessments_assessment_id",
                        column: x => x.assessment_id,
                        principalTable: "assessments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_assessment_sections_staff_written_by_id",
                        column: x => x.written_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_assessment_drafts_assessment_id",
                table: "assessment_drafts",
                column: "assessment_id");

            migrationBuilder.CreateIndex(
                name: "ix_assessment_drafts_author_id",
                table: "assessment_drafts",
                column: "author_id");

            migrationBuilder.CreateIndex(
                name: "ix_assessment_drafts_patient_id",
                table: "assessment_drafts",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_assessment_sections_patient_id",
                table: "assessment_sections",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_assessment_sections_written_by_id",
                table: "assessment_sections",
                column: "written_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_assessments_one_draft",
                table: "assessments",
                column: "patient_id",
                unique: true,
                filter: "signed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_assessments_patient_id_clinic_date",
                table: "assessments",
                columns: new[] { "patient_id", "clinic_date" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_assessments_previous_id",
                table: "assessments",
                column: "previous_id");

            migrationBuilder.CreateIndex(
                name: "ix_assessments_site_id",
                table: "assessments",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_assessments_started_by_id",
                table: "assessments",
                column: "started_by_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "assessment_drafts");

            migrationBuilder.DropTable(
                name: "assessment_sections");

            migrationBuilder.DropTable(
                name: "assessments");
        }
    }
}
