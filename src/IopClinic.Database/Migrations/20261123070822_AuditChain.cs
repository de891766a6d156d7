using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class AuditChain : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "app_version",
                table: "audit_events",
                type: "character varying(400)",
                maxLength: 400,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "client_address",
                table: "audit_events",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "glass_id",
                table: "audit_events",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "outcome",
                table: "audit_events",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Done");

            migrationBuilder.AddColumn<string>(
                name: "purpose",
                table: "audit_events",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "Treatment");

            migrationBuilder.AddColumn<string>(
                name: "session_ref",
                table: "audit_events",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<Guid[]>(
                name: "shown",
                table: "audit_events",
                type: "uuid[]",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "times",
                table: "audit_events",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_actor_id_sequence",
                table: "audit_events",
                columns: new[] { "actor_id", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_shown",
                table: "audit_events",
                column: "shown")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.Run("AuditChain");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("The history is never taken back.");
    }
}
