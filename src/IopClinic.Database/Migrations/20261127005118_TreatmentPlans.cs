using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class TreatmentPlans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "signatures_of_one",
                table: "signatures");

            migrationBuilder.AddColumn<Guid>(
                name: "acknowledgement_id",
                table: "signatures",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "plan_id",
                table: "signatures",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "plan_rules",
                table: "programs",
                type: "jsonb",
                nullable: false,
                // What every program demanded until it said otherwise.
                defaultValue: """{"initialHours":24,"comprehensiveDays":30,"reviewDays":30,"needsSupervisor":false}""");

            migrationBuilder.CreateTable(
                name: "objectives",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    episode_id = table.Column<Guid>(type: "uuid", nullable: false),
                    set_on = table.Column<DateOnly>(type: "date", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    problem = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    side = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    instrument = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    at_most = table.Column<int>(type: "integer", nullable: true),
                    target_date = table.Column<DateOnly>(type: "date", nullable: true),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ended_on = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_objectives", x => x.id);
                    table.ForeignKey(
                        name: "fk_objectives_episodes_episode_id",
                        column: x => x.episode_id,
                        principalTable: "episodes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_objectives_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_objectives_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "treatment_plans",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    episode_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    previous_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    started_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    content = table.Column<string>(type: "jsonb", nullable: false),
                    review = table.Column<string>(type: "jsonb", nullable: true),
                    written_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    written_from = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    signed_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    co_signer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    co_signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    certified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    certified_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_treatment_plans", x => x.id);
                    table.ForeignKey(
                        name: "fk_treatment_plans_episodes_episode_id",
                        column: x => x.episode_id,
                        principalTable: "episodes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_treatment_plans_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_treatment_plans_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_treatment_plans_staff_certified_by_id",
                        column: x => x.certified_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_treatment_plans_staff_co_signer_id",
                        column: x => x.co_signer_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_treatment_plans_staff_signed_by_id",
                        column: x => x.signed_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_treatment_plans_staff_started_by_id",
                        column: x => x.started_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_treatment_plans_staff_written_by_id",
                        column: x => x.written_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_treatment_plans_treatment_plans_previous_id",
                        column: x => x.previous_id,
                        principalTable: "treatment_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "plan_acknowledgements",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    by = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true),
                    missing = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    reason = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    witness_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_plan_acknowledgements", x => x.id);
                    table.ForeignKey(
                        name: "fk_plan_acknowledgements_staff_witness_id",
                        column: x => x.witness_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_plan_acknowledgements_treatment_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "treatment_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "plan_drafts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    content = table.Column<string>(type: "jsonb", nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_plan_drafts", x => x.id);
                    table.ForeignKey(
                        name: "fk_plan_drafts_staff_author_id",
                        column: x => x.author_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_plan_drafts_treatment_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "treatment_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_signatures_acknowledgement_id",
                table: "signatures",
                column: "acknowledgement_id");

            migrationBuilder.CreateIndex(
                name: "ix_signatures_plan_id",
                table: "signatures",
                column: "plan_id");

            migrationBuilder.AddCheckConstraint(
                name: "signatures_of_one",
                table: "signatures",
                sql: "num_nonnulls(note_id, assessment_id, plan_id) = 1");

            migrationBuilder.CreateIndex(
                name: "ix_objectives_episode_id",
                table: "objectives",
                column: "episode_id");

            migrationBuilder.CreateIndex(
                name: "ix_objectives_patient_id_status",
                table: "objectives",
                columns: new[] { "patient_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_objectives_site_id",
                table: "objectives",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_plan_acknowledgements_patient_id",
                table: "plan_acknowledgements",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_plan_acknowledgements_plan_id",
                table: "plan_acknowledgements",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_plan_acknowledgements_witness_id",
                table: "plan_acknowledgements",
                column: "witness_id");

            migrationBuilder.CreateIndex(
                name: "ix_plan_drafts_author_id",
                table: "plan_drafts",
                column: "author_id");

            migrationBuilder.CreateIndex(
                name: "ix_plan_drafts_patient_id",
                table: "plan_drafts",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_plan_drafts_plan_id",
                table: "plan_drafts",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_treatment_plans_certified_by_id",
                table: "treatment_plans",
                column: "certified_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_treatment_plans_in_force",
                table: "treatment_plans",
                column: "episode_id",
                unique: true,
                filter: "signed_at is not null and ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_treatment_plans_one_draft",
                table: "treatment_plans",
                column: "episode_id",
                unique: true,
                filter: "signed_at is null and ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_treatment_plans_patient_id",
                table: "treatment_plans",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_treatment_plans_previous_id",
                table: "treatment_plans",
                column: "previous_id");

            migrationBuilder.CreateIndex(
                name: "ix_treatment_plans_signed_by_id",
                table: "treatment_plans",
                column: "signed_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_treatment_plans_site_id",
                table: "treatment_plans",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_treatment_plans_started_by_id",
                table: "treatment_plans",
                column: "started_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_treatment_plans_to_co_sign",
                table: "treatment_plans",
                column: "co_signer_id",
                filter: "co_signed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_treatment_plans_version",
                table: "treatment_plans",
                columns: new[] { "episode_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_treatment_plans_written_by_id",
                table: "treatment_plans",
                column: "written_by_id");

            migrationBuilder.AddForeignKey(
                name: "fk_signatures_plan_acknowledgements_acknowledgement_id",
                table: "signatures",
                column: "acknowledgement_id",
                principalTable: "plan_acknowledgements",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_signatures_treatment_plans_plan_id",
                table: "signatures",
                column: "plan_id",
                principalTable: "treatment_plans",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
            migrationBuilder.Run("TreatmentPlans");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
