using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class WeekSignOffs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "week_sign_offs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    program_id = table.Column<Guid>(type: "uuid", nullable: false),
                    monday = table.Column<DateOnly>(type: "date", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    minimum = table.Column<int>(type: "integer", nullable: false),
                    maximum = table.Column<int>(type: "integer", nullable: false),
                    patients = table.Column<int>(type: "integer", nullable: false),
                    elsewhere = table.Column<int>(type: "integer", nullable: false),
                    signer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    signer_name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    credential = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    remark = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    previous_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_week_sign_offs", x => x.id);
                    table.CheckConstraint("week_sign_offs_follow", "number >= 1 and (number = 1) = (previous_hash is null)");
                    table.CheckConstraint("week_sign_offs_of_a_week", "extract(isodow from monday) = 1");
                    table.ForeignKey(
                        name: "fk_week_sign_offs_programs_program_id",
                        column: x => x.program_id,
                        principalTable: "programs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_week_sign_offs_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_week_sign_offs_staff_signer_id",
                        column: x => x.signer_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "signed_hours",
                columns: table => new
                {
                    sign_off_id = table.Column<Guid>(type: "uuid", nullable: false),
                    episode_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    monday = table.Column<DateOnly>(type: "date", nullable: false),
                    is_whole = table.Column<bool>(type: "boolean", nullable: false),
                    rows = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_signed_hours", x => new { x.sign_off_id, x.episode_id });
                    table.ForeignKey(
                        name: "fk_signed_hours_episode",
                        columns: x => new { x.episode_id, x.patient_id },
                        principalTable: "episodes",
                        principalColumns: new[] { "id", "patient_id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_signed_hours_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_signed_hours_week_sign_offs_sign_off_id",
                        column: x => x.sign_off_id,
                        principalTable: "week_sign_offs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_signed_hours_episode_id_patient_id",
                table: "signed_hours",
                columns: new[] { "episode_id", "patient_id" });

            migrationBuilder.CreateIndex(
                name: "ix_signed_hours_of_patient",
                table: "signed_hours",
                columns: new[] { "patient_id", "monday" });

            migrationBuilder.CreateIndex(
                name: "ix_week_sign_offs_signer_id",
                table: "week_sign_offs",
                column: "signer_id");

            migrationBuilder.CreateIndex(
                name: "ix_week_sign_offs_site_id",
                table: "week_sign_offs",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "week_sign_offs_once",
                table: "week_sign_offs",
                columns: new[] { "program_id", "monday", "number" },
                unique: true);

            migrationBuilder.Run("WeekSignOffs");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
