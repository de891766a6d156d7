using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class WorkLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "work_hand_overs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    subject = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    from_id = table.Column<Guid>(type: "uuid", nullable: false),
                    to_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_work_hand_overs", x => x.id);
                    table.CheckConstraint("work_hand_overs_to_another", "from_id <> to_id");
                    table.ForeignKey(
                        name: "fk_work_hand_overs_staff_by_id",
                        column: x => x.by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_work_hand_overs_staff_from_id",
                        column: x => x.from_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_work_hand_overs_staff_to_id",
                        column: x => x.to_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "work_snoozes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_member_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    subject = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    snoozed_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    snoozed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_work_snoozes", x => x.id);
                    table.ForeignKey(
                        name: "fk_work_snoozes_staff_snoozed_by_id",
                        column: x => x.snoozed_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_work_snoozes_staff_staff_member_id",
                        column: x => x.staff_member_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_work_hand_overs_by_id",
                table: "work_hand_overs",
                column: "by_id");

            migrationBuilder.CreateIndex(
                name: "ix_work_hand_overs_from",
                table: "work_hand_overs",
                columns: new[] { "from_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_work_hand_overs_to",
                table: "work_hand_overs",
                columns: new[] { "to_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_work_snoozes_of_person",
                table: "work_snoozes",
                columns: new[] { "staff_member_id", "snoozed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_work_snoozes_snoozed_by_id",
                table: "work_snoozes",
                column: "snoozed_by_id");

            migrationBuilder.Run("WorkLists");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
