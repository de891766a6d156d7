using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class Tracks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "closed_days",
                table: "groups",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Meet");

            migrationBuilder.AddColumn<DateOnly>(
                name: "curriculum_from",
                table: "groups",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "curriculum_id",
                table: "groups",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "curriculum_start",
                table: "groups",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "every_weeks",
                table: "groups",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<bool>(
                name: "facilitators_take_turns",
                table: "groups",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "position",
                table: "group_facilitators",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string[]>(
                name: "weekdays",
                table: "enrollments",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.CreateTable(
                name: "clash_waivers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    times = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_clash_waivers", x => x.id);
                    table.ForeignKey(
                        name: "fk_clash_waivers_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_clash_waivers_staff_by_id",
                        column: x => x.by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "curricula",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    topics = table.Column<string[]>(type: "text[]", nullable: false),
                    advances_when_cancelled = table.Column<bool>(type: "boolean", nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_curricula", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "patient_constraints",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    weekdays = table.Column<string[]>(type: "text[]", nullable: false),
                    starts = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    ends = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    said_to_id = table.Column<Guid>(type: "uuid", nullable: false),
                    said_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_constraints", x => x.id);
                    table.ForeignKey(
                        name: "fk_patient_constraints_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_patient_constraints_staff_said_to_id",
                        column: x => x.said_to_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "track_places",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    episode_id = table.Column<Guid>(type: "uuid", nullable: false),
                    track_id = table.Column<Guid>(type: "uuid", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    weekdays = table.Column<string[]>(type: "text[]", nullable: false),
                    reason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    moved_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    moved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_track_places", x => x.id);
                    table.ForeignKey(
                        name: "fk_track_places_episodes_episode_id_patient_id",
                        columns: x => new { x.episode_id, x.patient_id },
                        principalTable: "episodes",
                        principalColumns: new[] { "id", "patient_id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_track_places_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_track_places_staff_moved_by_id",
                        column: x => x.moved_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_track_places_tracks_track_id",
                        column: x => x.track_id,
                        principalTable: "tracks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_groups_curriculum_id",
                table: "groups",
                column: "curriculum_id");

            migrationBuilder.CreateIndex(
                name: "ix_clash_waivers_by_id",
                table: "clash_waivers",
                column: "by_id");

            migrationBuilder.CreateIndex(
                name: "ix_clash_waivers_group_id",
                table: "clash_waivers",
                column: "group_id");

            migrationBuilder.CreateIndex(
                name: "ix_curricula_name",
                table: "curricula",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_patient_constraints_patient_id",
                table: "patient_constraints",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_patient_constraints_said_to_id",
                table: "patient_constraints",
                column: "said_to_id");

            migrationBuilder.CreateIndex(
                name: "ix_track_places_episode_id_patient_id",
                table: "track_places",
                columns: new[] { "episode_id", "patient_id" });

            migrationBuilder.CreateIndex(
                name: "ix_track_places_moved_by_id",
                table: "track_places",
                column: "moved_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_track_places_patient_id",
                table: "track_places",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_track_places_track_id",
                table: "track_places",
                column: "track_id");

            migrationBuilder.AddForeignKey(
                name: "fk_groups_curricula_curriculum_id",
                table: "groups",
                column: "curriculum_id",
                principalTable: "curricula",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Run("Tracks");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
