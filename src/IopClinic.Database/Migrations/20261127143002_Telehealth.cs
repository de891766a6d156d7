using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class Telehealth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "meeting_link",
                table: "staff",
                type: "character varying(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "meeting_link",
                table: "sessions",
                type: "character varying(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "patient_was",
                table: "attendance",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "telehealth_consents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    given_on = table.Column<DateOnly>(type: "date", nullable: false),
                    how = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    recorded_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    withdrawn_on = table.Column<DateOnly>(type: "date", nullable: true),
                    withdrawn_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_telehealth_consents", x => x.id);
                    table.CheckConstraint("telehealth_consents_days", "withdrawn_on >= given_on");
                    table.ForeignKey(
                        name: "fk_telehealth_consents_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_telehealth_consents_staff_recorded_by_id",
                        column: x => x.recorded_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_telehealth_consents_staff_withdrawn_by_id",
                        column: x => x.withdrawn_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "staff_meeting_link",
                table: "staff",
                sql: "meeting_link like 'https://%'");

            migrationBuilder.AddCheckConstraint(
                name: "sessions_meeting_link",
                table: "sessions",
                sql: "meeting_link is null or (meeting_link like 'https://%' and mode = 'Telehealth')");

            migrationBuilder.CreateIndex(
                name: "ix_telehealth_consents_patient_id",
                table: "telehealth_consents",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_telehealth_consents_recorded_by_id",
                table: "telehealth_consents",
                column: "recorded_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_telehealth_consents_withdrawn_by_id",
                table: "telehealth_consents",
                column: "withdrawn_by_id");

            migrationBuilder.Run("Telehealth");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
