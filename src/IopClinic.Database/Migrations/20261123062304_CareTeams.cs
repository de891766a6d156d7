using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class CareTeams : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid[]>(
                name: "other_site_ids",
                table: "staff",
                type: "uuid[]",
                nullable: false,
                defaultValue: new Guid[0]);

            migrationBuilder.CreateTable(
                name: "care_team_members",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_member_id = table.Column<Guid>(type: "uuid", nullable: false),
                    part = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    added_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_care_team_members", x => x.id);
                    table.CheckConstraint("care_team_cover_ends", "part <> 'Covering' or last_day is not null");
                    table.ForeignKey(
                        name: "fk_care_team_members_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_care_team_members_staff_added_by_id",
                        column: x => x.added_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_care_team_members_staff_staff_member_id",
                        column: x => x.staff_member_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "glass_openings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_member_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    explanation = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    verdict = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    verdict_note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    reviewed_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reviewed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_glass_openings", x => x.id);
                    table.ForeignKey(
                        name: "fk_glass_openings_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_glass_openings_staff_reviewed_by_id",
                        column: x => x.reviewed_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_glass_openings_staff_staff_member_id",
                        column: x => x.staff_member_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_care_team_members_added_by_id",
                table: "care_team_members",
                column: "added_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_care_team_members_patient_id",
                table: "care_team_members",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_care_team_members_staff_member_id_patient_id",
                table: "care_team_members",
                columns: new[] { "staff_member_id", "patient_id" });

            migrationBuilder.CreateIndex(
                name: "ix_glass_openings_patient_id",
                table: "glass_openings",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_glass_openings_reviewed_by_id",
                table: "glass_openings",
                column: "reviewed_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_glass_openings_staff_member_id_expires_at",
                table: "glass_openings",
                columns: new[] { "staff_member_id", "expires_at" });

            migrationBuilder.CreateIndex(
                name: "ix_glass_openings_to_review",
                table: "glass_openings",
                column: "opened_at",
                filter: "verdict is null");

            migrationBuilder.Run("CareTeams");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
