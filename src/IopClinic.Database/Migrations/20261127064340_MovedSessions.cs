using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class MovedSessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "cancel_cause",
                table: "sessions",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "cancel_kind",
                table: "sessions",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "moved_from",
                table: "sessions",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "told_at",
                table: "session_clinicians",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "told_by_id",
                table: "session_clinicians",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "told_at",
                table: "roster_places",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "told_by_id",
                table: "roster_places",
                type: "uuid",
                nullable: true);

            // Whoever called a session off before this was asked wrote the reason alone.
            migrationBuilder.Sql("update sessions set cancel_kind = 'Clinic', cancel_cause = 'Other' where cancelled_at is not null");

            migrationBuilder.AddCheckConstraint(
                name: "sessions_cancellation",
                table: "sessions",
                sql: "(cancelled_at is null) = (cancel_kind is null) and (cancelled_at is null) = (cancel_cause is null)");

            migrationBuilder.CreateIndex(
                name: "ix_session_clinicians_told_by_id",
                table: "session_clinicians",
                column: "told_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_roster_places_told_by_id",
                table: "roster_places",
                column: "told_by_id");

            migrationBuilder.AddForeignKey(
                name: "fk_roster_places_staff_told_by_id",
                table: "roster_places",
                column: "told_by_id",
                principalTable: "staff",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_session_clinicians_staff_told_by_id",
                table: "session_clinicians",
                column: "told_by_id",
                principalTable: "staff",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Run("MovedSessions");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
