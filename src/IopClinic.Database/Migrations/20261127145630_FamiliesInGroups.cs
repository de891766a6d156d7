using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class FamiliesInGroups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "families_take_part",
                table: "services",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "patient_id",
                table: "family_participants",
                type: "uuid",
                nullable: true);

            migrationBuilder.Run("FamiliesInGroups");

            migrationBuilder.CreateIndex(
                name: "ix_family_participants_patient_id",
                table: "family_participants",
                column: "patient_id");

            migrationBuilder.AddForeignKey(
                name: "fk_family_participants_patients_patient_id",
                table: "family_participants",
                column: "patient_id",
                principalTable: "patients",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
