using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class Outreach : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "outreach_tasks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    episode_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    absent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    absences = table.Column<int>(type: "integer", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    escalated_to_id = table.Column<Guid>(type: "uuid", nullable: true),
                    escalated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    corrected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    tries = table.Column<int>(type: "integer", nullable: false),
                    last_tried_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    outcome = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    decision = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    closing_note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outreach_tasks", x => x.id);
                    table.CheckConstraint("outreach_tasks_closed", "(closed_at is null) = (outcome is null)");
                    table.CheckConstraint("outreach_tasks_counts", "absences >= 0 and tries >= 0 and (tries = 0) = (last_tried_at is null)");
                    table.CheckConstraint("outreach_tasks_decided", "closed_by_id is null or (decision is not null) = (absences >= 3) and (decision is null or closing_note is not null)");
                    table.ForeignKey(
                        name: "fk_outreach_tasks_episodes_episode_id",
                        column: x => x.episode_id,
                        principalTable: "episodes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_outreach_tasks_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_outreach_tasks_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_outreach_tasks_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_outreach_tasks_staff_closed_by_id",
                        column: x => x.closed_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_outreach_tasks_staff_escalated_to_id",
                        column: x => x.escalated_to_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_outreach_tasks_staff_owner_id",
                        column: x => x.owner_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "outreach_attempts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    task_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    way = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    result = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    note = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outreach_attempts", x => x.id);
                    table.ForeignKey(
                        name: "fk_outreach_attempts_outreach_tasks_task_id",
                        column: x => x.task_id,
                        principalTable: "outreach_tasks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_outreach_attempts_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_outreach_attempts_staff_by_id",
                        column: x => x.by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_outreach_attempts_by_id",
                table: "outreach_attempts",
                column: "by_id");

            migrationBuilder.CreateIndex(
                name: "ix_outreach_attempts_patient_id",
                table: "outreach_attempts",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_outreach_attempts_task_id",
                table: "outreach_attempts",
                column: "task_id");

            migrationBuilder.CreateIndex(
                name: "ix_outreach_tasks_closed_by_id",
                table: "outreach_tasks",
                column: "closed_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_outreach_tasks_episode_id",
                table: "outreach_tasks",
                column: "episode_id");

            migrationBuilder.CreateIndex(
                name: "ix_outreach_tasks_escalated_to_id",
                table: "outreach_tasks",
                column: "escalated_to_id");

            migrationBuilder.CreateIndex(
                name: "ix_outreach_tasks_of_patient",
                table: "outreach_tasks",
                columns: new[] { "patient_id", "opened_at" });

            migrationBuilder.CreateIndex(
                name: "ix_outreach_tasks_one_open",
                table: "outreach_tasks",
                column: "patient_id",
                unique: true,
                filter: "closed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_outreach_tasks_owner_id",
                table: "outreach_tasks",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_outreach_tasks_session_id",
                table: "outreach_tasks",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "ix_outreach_tasks_site_id",
                table: "outreach_tasks",
                column: "site_id");

            migrationBuilder.Run("Outreach");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
