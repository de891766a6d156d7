using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class MeasureAlerts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "measure_alerts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    measure_id = table.Column<Guid>(type: "uuid", nullable: false),
                    instrument_code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    rule = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    level = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    severity = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    what_to_do = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    for_id = table.Column<Guid>(type: "uuid", nullable: true),
                    raised_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    acknowledged_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    outcome = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_measure_alerts", x => x.id);
                    table.CheckConstraint("measure_alerts_acknowledged", "(acknowledged_at is null) = (outcome is null) and (acknowledged_at is null) = (acknowledged_by_id is null)");
                    table.ForeignKey(
                        name: "fk_measure_alerts_measure_administrations_measure_id",
                        column: x => x.measure_id,
                        principalTable: "measure_administrations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_measure_alerts_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_measure_alerts_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_measure_alerts_staff_acknowledged_by_id",
                        column: x => x.acknowledged_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_measure_alerts_staff_for_id",
                        column: x => x.for_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_measure_alerts_acknowledged_by_id",
                table: "measure_alerts",
                column: "acknowledged_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_measure_alerts_for_id",
                table: "measure_alerts",
                column: "for_id");

            migrationBuilder.CreateIndex(
                name: "ix_measure_alerts_once",
                table: "measure_alerts",
                columns: new[] { "measure_id", "rule", "level" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_measure_alerts_patient_id",
                table: "measure_alerts",
                column: "patient_id",
                filter: "acknowledged_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_measure_alerts_site_id",
                table: "measure_alerts",
                column: "site_id");
            migrationBuilder.Run("MeasureAlerts");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
