using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class HotIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_episodes_site_id",
                table: "episodes");

            migrationBuilder.CreateIndex(
                name: "ix_episodes_patient_id",
                table: "episodes",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_episodes_site_id_discharged_on",
                table: "episodes",
                columns: new[] { "site_id", "discharged_on" });

            migrationBuilder.CreateIndex(
                name: "ix_care_team_members_staff_member_id_last_day",
                table: "care_team_members",
                columns: new[] { "staff_member_id", "last_day" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
