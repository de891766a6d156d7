using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class HomeVisits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "travel_after",
                table: "sessions",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "travel_before",
                table: "sessions",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "home_visits",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_home_visits", x => x.session_id);
                    table.ForeignKey(
                        name: "fk_home_visits_roster_place",
                        columns: x => new { x.session_id, x.patient_id },
                        principalTable: "roster_places",
                        principalColumns: new[] { "session_id", "patient_id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "visit_stamps",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    moment = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reason = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    recorded_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visit_stamps", x => x.id);
                    table.ForeignKey(
                        name: "fk_visit_stamps_home_visits_session_id",
                        column: x => x.session_id,
                        principalTable: "home_visits",
                        principalColumn: "session_id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_visit_stamps_staff_recorded_by_id",
                        column: x => x.recorded_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "sessions_travel",
                table: "sessions",
                sql: "travel_before between 0 and 180 and travel_after between 0 and 180 and (mode = 'InHome' or travel_before + travel_after = 0)");

            migrationBuilder.CreateIndex(
                name: "ix_home_visits_session_id_patient_id",
                table: "home_visits",
                columns: new[] { "session_id", "patient_id" });

            migrationBuilder.CreateIndex(
                name: "ix_visit_stamps_once",
                table: "visit_stamps",
                columns: new[] { "session_id", "moment" },
                unique: true,
                filter: "reason is null");

            migrationBuilder.CreateIndex(
                name: "ix_visit_stamps_recorded_by_id",
                table: "visit_stamps",
                column: "recorded_by_id");

            migrationBuilder.Run("HomeVisits");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
