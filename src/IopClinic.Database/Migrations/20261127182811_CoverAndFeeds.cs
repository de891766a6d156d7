using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class CoverAndFeeds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "leave_covers",
                columns: table => new
                {
                    leave_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    cover_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_leave_covers", x => new { x.leave_id, x.session_id });
                    table.ForeignKey(
                        name: "fk_leave_covers_leaves_leave_id",
                        column: x => x.leave_id,
                        principalTable: "leaves",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_leave_covers_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_leave_covers_staff_cover_id",
                        column: x => x.cover_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reminders",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    outcome = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reminders", x => x.id);
                    table.ForeignKey(
                        name: "fk_reminders_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reminders_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reminders_staff_by_id",
                        column: x => x.by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "schedule_feeds",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_member_id = table.Column<Guid>(type: "uuid", nullable: true),
                    room_id = table.Column<Guid>(type: "uuid", nullable: true),
                    secret_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    made_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_by_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_schedule_feeds", x => x.id);
                    table.CheckConstraint("schedule_feeds_of_one", "num_nonnulls(staff_member_id, room_id) = 1");
                    table.ForeignKey(
                        name: "fk_schedule_feeds_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_schedule_feeds_staff_made_by_id",
                        column: x => x.made_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_schedule_feeds_staff_revoked_by_id",
                        column: x => x.revoked_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_schedule_feeds_staff_staff_member_id",
                        column: x => x.staff_member_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_leave_covers_cover_id",
                table: "leave_covers",
                column: "cover_id");

            migrationBuilder.CreateIndex(
                name: "ix_leave_covers_session_id",
                table: "leave_covers",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "ix_reminders_by_id",
                table: "reminders",
                column: "by_id");

            migrationBuilder.CreateIndex(
                name: "ix_reminders_patient_id",
                table: "reminders",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_reminders_site_id_clinic_date",
                table: "reminders",
                columns: new[] { "site_id", "clinic_date" });

            migrationBuilder.CreateIndex(
                name: "ix_schedule_feeds_made_by_id",
                table: "schedule_feeds",
                column: "made_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_schedule_feeds_of_clinician",
                table: "schedule_feeds",
                column: "staff_member_id",
                unique: true,
                filter: "revoked_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_schedule_feeds_of_room",
                table: "schedule_feeds",
                column: "room_id",
                unique: true,
                filter: "revoked_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_schedule_feeds_revoked_by_id",
                table: "schedule_feeds",
                column: "revoked_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_schedule_feeds_secret_hash",
                table: "schedule_feeds",
                column: "secret_hash",
                unique: true);

            migrationBuilder.Run("CoverAndFeeds");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
