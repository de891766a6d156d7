using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class SignedAssessments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<Guid>(
                name: "note_id",
                table: "signatures",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<Guid>(
                name: "assessment_id",
                table: "signatures",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "co_signed_at",
                table: "assessments",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "co_signer_id",
                table: "assessments",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "signed_by_id",
                table: "assessments",
                type: "uuid",
                nullable: true);

            migrationBuilder.AlterColumn<Guid>(
                name: "note_id",
                table: "addenda",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<Guid>(
                name: "assessment_id",
                table: "addenda",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_signatures_assessment_id",
                table: "signatures",
                column: "assessment_id");

            migrationBuilder.AddCheckConstraint(
                name: "signatures_of_one",
                table: "signatures",
                sql: "(note_id is null) <> (assessment_id is null)");

            migrationBuilder.CreateIndex(
                name: "ix_assessments_signed_by_id",
                table: "assessments",
                column: "signed_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_assessments_to_co_sign",
                table: "assessments",
                column: "co_signer_id",
                filter: "co_signed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_addenda_assessment_id",
                table: "addenda",
                column: "assessment_id");

            migrationBuilder.AddCheckConstraint(
                name: "addenda_of_one",
                table: "addenda",
                sql: "(note_id is null) <> (assessment_id is null)");

            migrationBuilder.AddForeignKey(
                name: "fk_addenda_assessments_assessment_id",
                table: "addenda",
                column: "assessment_id",
                principalTable: "assessments",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_assessments_staff_co_signer_id",
                table: "assessments",
                column: "co_signer_id",
                principalTable: "staff",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_assessments_staff_signed_by_id",
                table: "assessments",
                column: "signed_by_id",
                principalTable: "staff",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_signatures_assessments_assessment_id",
                table: "signatures",
                column: "assessment_id",
                principalTable: "assessments",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
            migrationBuilder.Run("SignedAssessments");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
