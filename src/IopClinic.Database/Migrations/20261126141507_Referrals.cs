using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class Referrals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "capacity",
                table: "tracks",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "answer_hours",
                table: "sites",
                type: "integer",
                nullable: false,
                defaultValue: 24);

            migrationBuilder.AddColumn<bool>(
                name: "takes_place_before_admission",
                table: "services",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AlterColumn<Guid>(
                name: "episode_id",
                table: "roster_places",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<string[]>(
                name: "criteria",
                table: "programs",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<int>(
                name: "first_session_days",
                table: "programs",
                type: "integer",
                nullable: false,
                defaultValue: 7);

            migrationBuilder.CreateTable(
                name: "assessment_times",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_member_id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: true),
                    day = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    starts_at = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    minutes = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_assessment_times", x => x.id);
                    table.CheckConstraint("assessment_times_minutes", "minutes between 15 and 240");
                    table.ForeignKey(
                        name: "fk_assessment_times_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_assessment_times_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_assessment_times_staff_staff_member_id",
                        column: x => x.staff_member_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "referrals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    taken_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    source = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    caller_name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    caller_relationship = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    caller_phone = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    facility = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    facility_discharge = table.Column<DateOnly>(type: "date", nullable: true),
                    concern = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    urgency = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    payer = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    member_number = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    policy_holder = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    availability = table.Column<string[]>(type: "text[]", nullable: false),
                    constraints = table.Column<string[]>(type: "text[]", nullable: false),
                    constraint_details = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    may_contact = table.Column<bool>(type: "boolean", nullable: false),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    assessment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    assessment_on = table.Column<DateOnly>(type: "date", nullable: true),
                    screened_for_id = table.Column<Guid>(type: "uuid", nullable: true),
                    screen = table.Column<string>(type: "jsonb", nullable: false),
                    waitlisted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    waits_for_id = table.Column<Guid>(type: "uuid", nullable: true),
                    wait_priority = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    next_action = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    next_action_on = table.Column<DateOnly>(type: "date", nullable: true),
                    outcome = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    outcome_reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    referred_to = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    hand_off_discharge_summary = table.Column<DateOnly>(type: "date", nullable: true),
                    hand_off_medication_list = table.Column<DateOnly>(type: "date", nullable: true),
                    hand_off_records_received = table.Column<DateOnly>(type: "date", nullable: true),
                    hand_off_records_requested = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_referrals", x => x.id);
                    table.CheckConstraint("referrals_outcome", "(outcome is null) = (closed_at is null)");
                    table.CheckConstraint("referrals_waitlist", "(waits_for_id is null) = (waitlisted_at is null)");
                    table.ForeignKey(
                        name: "fk_referrals_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_referrals_programs_screened_for_id",
                        column: x => x.screened_for_id,
                        principalTable: "programs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_referrals_sessions_assessment_id",
                        column: x => x.assessment_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_referrals_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_referrals_staff_closed_by_id",
                        column: x => x.closed_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_referrals_staff_taken_by_id",
                        column: x => x.taken_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_referrals_tracks_waits_for_id",
                        column: x => x.waits_for_id,
                        principalTable: "tracks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "contact_attempts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    referral_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    way = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    result = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contact_attempts", x => x.id);
                    table.ForeignKey(
                        name: "fk_contact_attempts_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_contact_attempts_referrals_referral_id",
                        column: x => x.referral_id,
                        principalTable: "referrals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_contact_attempts_staff_by_id",
                        column: x => x.by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_assessment_times_once",
                table: "assessment_times",
                columns: new[] { "staff_member_id", "day", "starts_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_assessment_times_room_id",
                table: "assessment_times",
                column: "room_id");

            migrationBuilder.CreateIndex(
                name: "ix_assessment_times_site_id",
                table: "assessment_times",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_contact_attempts_by_id",
                table: "contact_attempts",
                column: "by_id");

            migrationBuilder.CreateIndex(
                name: "ix_contact_attempts_patient_id",
                table: "contact_attempts",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_contact_attempts_referral_id",
                table: "contact_attempts",
                column: "referral_id");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_assessment_id",
                table: "referrals",
                column: "assessment_id");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_closed_by_id",
                table: "referrals",
                column: "closed_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_one_open",
                table: "referrals",
                column: "patient_id",
                unique: true,
                filter: "closed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_screened_for_id",
                table: "referrals",
                column: "screened_for_id");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_site_id_received_at",
                table: "referrals",
                columns: new[] { "site_id", "received_at" });

            migrationBuilder.CreateIndex(
                name: "ix_referrals_taken_by_id",
                table: "referrals",
                column: "taken_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_referrals_waits_for_id",
                table: "referrals",
                column: "waits_for_id");
            migrationBuilder.Run("Referrals");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
