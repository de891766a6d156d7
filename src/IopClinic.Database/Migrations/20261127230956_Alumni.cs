using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class Alumni : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "alumni_capacity",
                table: "groups",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "alumni_places",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    called = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    added_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alumni_places", x => x.id);
                    table.ForeignKey(
                        name: "fk_alumni_places_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_alumni_places_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_alumni_places_staff_added_by_id",
                        column: x => x.added_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "alumni_presences",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    place_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recorded_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alumni_presences", x => new { x.session_id, x.place_id });
                    table.ForeignKey(
                        name: "fk_alumni_presences_alumni_places_place_id",
                        column: x => x.place_id,
                        principalTable: "alumni_places",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_alumni_presences_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_alumni_presences_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_alumni_presences_staff_recorded_by_id",
                        column: x => x.recorded_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "groups_places",
                table: "groups",
                sql: "capacity >= 0 and alumni_capacity >= 0 and capacity + alumni_capacity between 1 and 100");

            migrationBuilder.CreateIndex(
                name: "ix_alumni_places_added_by_id",
                table: "alumni_places",
                column: "added_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_alumni_places_group_id",
                table: "alumni_places",
                column: "group_id");

            migrationBuilder.CreateIndex(
                name: "ix_alumni_places_patient_id",
                table: "alumni_places",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_alumni_presences_patient_id",
                table: "alumni_presences",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_alumni_presences_place_id",
                table: "alumni_presences",
                column: "place_id");

            migrationBuilder.CreateIndex(
                name: "ix_alumni_presences_recorded_by_id",
                table: "alumni_presences",
                column: "recorded_by_id");

            migrationBuilder.Run("Alumni");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
