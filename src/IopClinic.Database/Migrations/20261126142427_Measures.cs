using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class Measures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "measure_administrations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    episode_id = table.Column<Guid>(type: "uuid", nullable: true),
                    instrument_code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    instrument_version = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    mode = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    started_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    answers = table.Column<string>(type: "jsonb", nullable: false),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    total = table.Column<decimal>(type: "numeric(10,4)", precision: 10, scale: 4, nullable: true),
                    band = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    risk = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    withdrawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    withdrawn_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    withdrawal_reason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_measure_administrations", x => x.id);
                    table.CheckConstraint("measure_administrations_result", "(completed_at is null) = (status is null) and (completed_at is null) = (completed_by_id is null) and (status is null or status in ('Complete', 'Prorated')) and (completed_at is not null or (total is null and band is null and risk is null))");
                    table.CheckConstraint("measure_administrations_withdrawn", "(withdrawn_at is null) = (withdrawal_reason is null) and (withdrawn_at is null) = (withdrawn_by_id is null)");
                    table.ForeignKey(
                        name: "fk_measure_administrations_episodes_episode_id",
                        column: x => x.episode_id,
                        principalTable: "episodes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_measure_administrations_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_measure_administrations_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_measure_administrations_staff_completed_by_id",
                        column: x => x.completed_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_measure_administrations_staff_started_by_id",
                        column: x => x.started_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_measure_administrations_staff_withdrawn_by_id",
                        column: x => x.withdrawn_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_measure_administrations_completed_by_id",
                table: "measure_administrations",
                column: "completed_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_measure_administrations_episode_id",
                table: "measure_administrations",
                column: "episode_id");

            migrationBuilder.CreateIndex(
                name: "ix_measure_administrations_patient_id_clinic_date_started_at",
                table: "measure_administrations",
                columns: new[] { "patient_id", "clinic_date", "started_at" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_measure_administrations_site_id",
                table: "measure_administrations",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_measure_administrations_started_by_id",
                table: "measure_administrations",
                column: "started_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_measure_administrations_withdrawn_by_id",
                table: "measure_administrations",
                column: "withdrawn_by_id");
            migrationBuilder.Run("Measures");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
