using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class UndocumentedLeads : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // In the order in which a booking takes them: a node that is still at work waits, and meets nobody who waits for it.
            migrationBuilder.Sql("lock table sessions, session_clinicians, reservations, undocumented_sessions in share row exclusive mode");

            migrationBuilder.DropIndex(
                name: "ix_enrollments_group_id",
                table: "enrollments");

            // Only HouseState.sql knew it: the one below takes its place.
            migrationBuilder.DropIndex(
                name: "ix_enrollments_group_id_until",
                table: "enrollments");

            migrationBuilder.CreateIndex(
                name: "ix_patients_id_site_id",
                table: "patients",
                column: "id")
                .Annotation("Npgsql:IndexInclude", new[] { "site_id" });

            migrationBuilder.CreateIndex(
                name: "ix_enrollments_group_id_last_day",
                table: "enrollments",
                columns: new[] { "group_id", "last_day" })
                .Annotation("Npgsql:IndexInclude", new[] { "first_day", "patient_id" });

            migrationBuilder.Run("UndocumentedLeads");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
