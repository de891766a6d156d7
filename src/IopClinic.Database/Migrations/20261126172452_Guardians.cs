using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class Guardians : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateOnly>(
                name: "consented_on",
                table: "support_people",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "guardianship",
                table: "support_people",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "minors_age_of_majority",
                table: "sites",
                type: "integer",
                nullable: false,
                defaultValue: 18);

            migrationBuilder.AddColumn<int>(
                name: "minors_mental_health_alone_from",
                table: "sites",
                type: "integer",
                nullable: false,
                defaultValue: 18);

            migrationBuilder.AddColumn<int>(
                name: "minors_substance_use_alone_from",
                table: "sites",
                type: "integer",
                nullable: false,
                defaultValue: 18);

            migrationBuilder.AddColumn<string>(
                name: "asam_edition",
                table: "programs",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Fourth");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "consented_on",
                table: "support_people");

            migrationBuilder.DropColumn(
                name: "guardianship",
                table: "support_people");

            migrationBuilder.DropColumn(
                name: "minors_age_of_majority",
                table: "sites");

            migrationBuilder.DropColumn(
                name: "minors_mental_health_alone_from",
                table: "sites");

            migrationBuilder.DropColumn(
                name: "minors_substance_use_alone_from",
                table: "sites");

            migrationBuilder.DropColumn(
                name: "asam_edition",
                table: "programs");
        }
    }
}
