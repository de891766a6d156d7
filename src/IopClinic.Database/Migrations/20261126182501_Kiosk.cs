using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class Kiosk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "measure_administrations_result",
                table: "measure_administrations");

            migrationBuilder.CreateTable(
                name: "cadences",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    program_id = table.Column<Guid>(type: "uuid", nullable: false),
                    instrument_code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    occasion = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    every_days = table.Column<int>(type: "integer", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cadences", x => x.id);
                    table.CheckConstraint("cadences_every_days", "(occasion = 'Every') = (every_days is not null)");
                    table.ForeignKey(
                        name: "fk_cadences_programs_program_id",
                        column: x => x.program_id,
                        principalTable: "programs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "kiosk_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    measure_id = table.Column<Guid>(type: "uuid", nullable: false),
                    secret_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    browser_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    made_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ending = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_kiosk_links", x => x.id);
                    table.CheckConstraint("kiosk_links_ended", "(ended_at is null) = (ending is null)");
                    table.CheckConstraint("kiosk_links_opened", "(opened_at is null) = (browser_hash is null) and (secret_hash is not null or browser_hash is not null)");
                    table.ForeignKey(
                        name: "fk_kiosk_links_measure_administrations_measure_id",
                        column: x => x.measure_id,
                        principalTable: "measure_administrations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_kiosk_links_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_kiosk_links_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_kiosk_links_staff_made_by_id",
                        column: x => x.made_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "measure_administrations_result",
                table: "measure_administrations",
                sql: "(completed_at is null) = (status is null) and (completed_by_id is null or completed_at is not null) and (completed_at is null or completed_by_id is not null or mode = 'Tablet') and (status is null or status in ('Complete', 'Prorated')) and (completed_at is not null or (total is null and band is null and risk is null))");

            migrationBuilder.CreateIndex(
                name: "ix_cadences_once",
                table: "cadences",
                columns: new[] { "program_id", "instrument_code", "occasion" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_kiosk_links_browser",
                table: "kiosk_links",
                column: "browser_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_kiosk_links_made_by_id",
                table: "kiosk_links",
                column: "made_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_kiosk_links_one",
                table: "kiosk_links",
                column: "measure_id",
                unique: true,
                filter: "ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_kiosk_links_patient_id",
                table: "kiosk_links",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_kiosk_links_secret",
                table: "kiosk_links",
                column: "secret_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_kiosk_links_site_id",
                table: "kiosk_links",
                column: "site_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "cadences");

            migrationBuilder.DropTable(
                name: "kiosk_links");

            migrationBuilder.DropCheckConstraint(
                name: "measure_administrations_result",
                table: "measure_administrations");

            migrationBuilder.AddCheckConstraint(
                name: "measure_administrations_result",
                table: "measure_administrations",
                sql: "(completed_at is null) = (status is null) and (completed_at is null) = (completed_by_id is null) and (status is null or status in ('Complete', 'Prorated')) and (completed_at is not null or (total is null and band is null and risk is null))");
        }
    }
}
