using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class MakeUps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "make_up_at",
                table: "roster_places",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "make_up_by_id",
                table: "roster_places",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "make_up_reason",
                table: "roster_places",
                type: "character varying(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_roster_places_make_up_by_id",
                table: "roster_places",
                column: "make_up_by_id");

            migrationBuilder.AddCheckConstraint(
                name: "roster_places_make_up",
                table: "roster_places",
                sql: "(make_up_at is null) = (make_up_by_id is null) and (make_up_at is not null or make_up_reason is null)");

            migrationBuilder.AddForeignKey(
                name: "fk_roster_places_staff_make_up_by_id",
                table: "roster_places",
                column: "make_up_by_id",
                principalTable: "staff",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
