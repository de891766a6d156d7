using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class Months : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Run("Months");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("A clinic's record only goes forward.");
    }
}
