using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace IopClinic.Database.Migrations
{
    /// <inheritdoc />
    public partial class Spine : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Run("Foundations");

            migrationBuilder.CreateTable(
                name: "audit_events",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    actor_roles = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: true),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    action = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    page = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    object_type = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    object_id = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: true),
                    changes = table.Column<string>(type: "jsonb", maxLength: -1, nullable: true),
                    reason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    request_id = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_events", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    xml = table.Column<string>(type: "text", maxLength: -1, nullable: false),
                    stored_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "services",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    default_minutes = table.Column<int>(type: "integer", nullable: false),
                    counts_toward_hours = table.Column<bool>(type: "boolean", nullable: false),
                    note_template = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    modalities = table.Column<string[]>(type: "text[]", nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_services", x => x.id);
                    table.CheckConstraint("services_default_minutes", "default_minutes between 5 and 480");
                });

            migrationBuilder.CreateTable(
                name: "sites",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    time_zone = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    phone = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    opening_hours = table.Column<string>(type: "jsonb", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    address_city = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    address_line1 = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    address_line2 = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    address_postal_code = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    address_state = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sites", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "staff_accounts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    normalized_user_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    normalized_email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    email_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    security_stamp = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    concurrency_stamp = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    phone_number = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_accounts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "programs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    level_of_care = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    weekly_minutes_minimum = table.Column<int>(type: "integer", nullable: false),
                    weekly_minutes_maximum = table.Column<int>(type: "integer", nullable: false),
                    planned_weeks = table.Column<int>(type: "integer", nullable: false),
                    is_part2 = table.Column<bool>(type: "boolean", nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_programs", x => x.id);
                    table.CheckConstraint("programs_weekly_minutes", "weekly_minutes_minimum <= weekly_minutes_maximum");
                    table.ForeignKey(
                        name: "fk_programs_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "rooms",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    capacity = table.Column<int>(type: "integer", nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rooms", x => x.id);
                    table.ForeignKey(
                        name: "fk_rooms_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "staff",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    email = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    roles = table.Column<string[]>(type: "text[]", nullable: false),
                    credentials = table.Column<string>(type: "jsonb", nullable: false),
                    supervisor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    needs_co_signature = table.Column<bool>(type: "boolean", nullable: false),
                    deactivated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    name_family = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    name_given = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    name_middle = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    name_suffix = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff", x => x.id);
                    table.ForeignKey(
                        name: "fk_staff_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_staff_staff_supervisor_id",
                        column: x => x.supervisor_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "staff_account_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    claim_type = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    claim_value = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_account_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_staff_account_claims_staff_accounts_user_id",
                        column: x => x.user_id,
                        principalTable: "staff_accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "staff_account_logins",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    provider_key = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    provider_display_name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_account_logins", x => new { x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "fk_staff_account_logins_staff_accounts_user_id",
                        column: x => x.user_id,
                        principalTable: "staff_accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "staff_account_tokens",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    login_provider = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    value = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_account_tokens", x => new { x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "fk_staff_account_tokens_staff_accounts_user_id",
                        column: x => x.user_id,
                        principalTable: "staff_accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tracks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    program_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    part_of_day = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tracks", x => x.id);
                    table.UniqueConstraint("ak_tracks_id_program_id", x => new { x.id, x.program_id });
                    table.ForeignKey(
                        name: "fk_tracks_programs_program_id",
                        column: x => x.program_id,
                        principalTable: "programs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "patients",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    mrn = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false, defaultValueSql: "next_mrn()"),
                    preferred_name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    pronouns = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    birth_date = table.Column<DateOnly>(type: "date", nullable: false),
                    gender = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    birth_sex = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    races = table.Column<string[]>(type: "text[]", nullable: false),
                    ethnicity = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    language = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    needs_interpreter = table.Column<bool>(type: "boolean", nullable: false),
                    phone = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    other_phone = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    email = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    preferred_contact = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    may_leave_voicemail = table.Column<bool>(type: "boolean", nullable: false),
                    contact_wishes = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    risk = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    risk_assessed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    risk_assessed_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    deceased_on = table.Column<DateOnly>(type: "date", nullable: true),
                    is_generated = table.Column<bool>(type: "boolean", nullable: false),
                    registered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    search_text = table.Column<string>(type: "text", maxLength: -1, nullable: true, computedColumnSql: "patient_search_text(name_given, name_middle, name_family, preferred_name, mrn, phone, other_phone, birth_date)", stored: true),
                    address_city = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    address_line1 = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    address_line2 = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    address_postal_code = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    address_state = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    emergency_contact_name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    emergency_contact_phone = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    emergency_contact_relationship = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    name_family = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    name_given = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    name_middle = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    name_suffix = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    story_cultural_background = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    story_preferences = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    story_strengths = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patients", x => x.id);
                    table.ForeignKey(
                        name: "fk_patients_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_patients_staff_risk_assessed_by_id",
                        column: x => x.risk_assessed_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "groups",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    track_id = table.Column<Guid>(type: "uuid", nullable: false),
                    service_id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    mode = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    weekdays = table.Column<string[]>(type: "text[]", nullable: false),
                    starts_at = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    minutes = table.Column<int>(type: "integer", nullable: false),
                    break_after = table.Column<int>(type: "integer", nullable: false),
                    break_minutes = table.Column<int>(type: "integer", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: false),
                    capacity = table.Column<int>(type: "integer", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_groups", x => x.id);
                    table.ForeignKey(
                        name: "fk_groups_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_groups_services_service_id",
                        column: x => x.service_id,
                        principalTable: "services",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_groups_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_groups_tracks_track_id",
                        column: x => x.track_id,
                        principalTable: "tracks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "allergies",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    substance = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    reaction = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    criticality = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    source_id = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    withdrawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_allergies", x => x.id);
                    table.ForeignKey(
                        name: "fk_allergies_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "episodes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    program_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    track_id = table.Column<Guid>(type: "uuid", nullable: false),
                    primary_clinician_id = table.Column<Guid>(type: "uuid", nullable: false),
                    admitted_on = table.Column<DateOnly>(type: "date", nullable: false),
                    planned_weeks = table.Column<int>(type: "integer", nullable: false),
                    discharged_on = table.Column<DateOnly>(type: "date", nullable: true),
                    discharge_reason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    discharge_note = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    discharged_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_episodes", x => x.id);
                    table.UniqueConstraint("ak_episodes_id_patient_id", x => new { x.id, x.patient_id });
                    table.CheckConstraint("episodes_dates", "discharged_on is null or discharged_on >= admitted_on");
                    table.CheckConstraint("episodes_discharge", "(discharged_on is null) = (discharge_reason is null)");
                    table.ForeignKey(
                        name: "fk_episodes_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_episodes_programs_program_id",
                        column: x => x.program_id,
                        principalTable: "programs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_episodes_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_episodes_staff_discharged_by_id",
                        column: x => x.discharged_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_episodes_staff_primary_clinician_id",
                        column: x => x.primary_clinician_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_episodes_tracks_track_id_program_id",
                        columns: x => new { x.track_id, x.program_id },
                        principalTable: "tracks",
                        principalColumns: new[] { "id", "program_id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "history_conditions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    code_system = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    code = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    display = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    onset = table.Column<DateOnly>(type: "date", nullable: true),
                    abated = table.Column<DateOnly>(type: "date", nullable: true),
                    clinical_status = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    source_id = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_history_conditions", x => x.id);
                    table.ForeignKey(
                        name: "fk_history_conditions_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "patient_identifiers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    system = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    value = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    kind = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_identifiers", x => x.id);
                    table.ForeignKey(
                        name: "fk_patient_identifiers_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "support_people",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    relationship = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    phone = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    may_join_family_sessions = table.Column<bool>(type: "boolean", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_support_people", x => x.id);
                    table.ForeignKey(
                        name: "fk_support_people_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "group_facilitators",
                columns: table => new
                {
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_member_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_group_facilitators", x => new { x.group_id, x.staff_member_id });
                    table.ForeignKey(
                        name: "fk_group_facilitators_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_group_facilitators_staff_staff_member_id",
                        column: x => x.staff_member_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    break_after = table.Column<int>(type: "integer", nullable: false),
                    break_minutes = table.Column<int>(type: "integer", nullable: false),
                    service_id = table.Column<Guid>(type: "uuid", nullable: false),
                    mode = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: true),
                    title = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancelled_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    cancel_reason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.id);
                    table.CheckConstraint("sessions_times", "ends_at > starts_at");
                    table.ForeignKey(
                        name: "fk_sessions_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_sessions_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_sessions_services_service_id",
                        column: x => x.service_id,
                        principalTable: "services",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_sessions_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_sessions_staff_cancelled_by_id",
                        column: x => x.cancelled_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "enrollments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    episode_id = table.Column<Guid>(type: "uuid", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enrollments", x => x.id);
                    table.ForeignKey(
                        name: "fk_enrollments_episodes_episode_id_patient_id",
                        columns: x => new { x.episode_id, x.patient_id },
                        principalTable: "episodes",
                        principalColumns: new[] { "id", "patient_id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_enrollments_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_enrollments_patients_patient_id",
                        column: x => x.patient_id,
                        principalTable: "patients",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "family_participants",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    support_person_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_family_participants", x => new { x.session_id, x.support_person_id });
                    table.ForeignKey(
                        name: "fk_family_participants_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_family_participants_support_people_support_person_id",
                        column: x => x.support_person_id,
                        principalTable: "support_people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "roster_places",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    episode_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_roster_places", x => new { x.session_id, x.patient_id });
                    table.ForeignKey(
                        name: "fk_roster_places_episodes_episode_id_patient_id",
                        columns: x => new { x.episode_id, x.patient_id },
                        principalTable: "episodes",
                        principalColumns: new[] { "id", "patient_id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_roster_places_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "session_clinicians",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_member_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session_clinicians", x => new { x.session_id, x.staff_member_id });
                    table.ForeignKey(
                        name: "fk_session_clinicians_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_session_clinicians_staff_staff_member_id",
                        column: x => x.staff_member_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "shared_parts",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    topic = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    material = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    modalities = table.Column<string[]>(type: "text[]", nullable: false),
                    interventions = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    process = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    homework = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    written_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shared_parts", x => x.session_id);
                    table.ForeignKey(
                        name: "fk_shared_parts_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_shared_parts_staff_written_by_id",
                        column: x => x.written_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "attendance",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    arrived_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    left_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    minutes = table.Column<int>(type: "integer", nullable: false),
                    recorded_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attendance", x => new { x.session_id, x.patient_id });
                    table.CheckConstraint("attendance_minutes", "minutes between 0 and 480");
                    table.ForeignKey(
                        name: "fk_attendance_roster_place",
                        columns: x => new { x.session_id, x.patient_id },
                        principalTable: "roster_places",
                        principalColumns: new[] { "session_id", "patient_id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_attendance_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_attendance_staff_recorded_by_id",
                        column: x => x.recorded_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "progress_notes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    text = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: true),
                    participation = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    affect = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    response = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    written_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    struck_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    struck_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    strike_reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_progress_notes", x => x.id);
                    table.ForeignKey(
                        name: "fk_progress_notes_roster_place",
                        columns: x => new { x.session_id, x.patient_id },
                        principalTable: "roster_places",
                        principalColumns: new[] { "session_id", "patient_id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_progress_notes_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_progress_notes_staff_struck_by_id",
                        column: x => x.struck_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_progress_notes_staff_written_by_id",
                        column: x => x.written_by_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "addenda",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    note_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: false),
                    reason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_addenda", x => x.id);
                    table.ForeignKey(
                        name: "fk_addenda_progress_notes_note_id",
                        column: x => x.note_id,
                        principalTable: "progress_notes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_addenda_staff_author_id",
                        column: x => x.author_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "note_drafts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    note_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    text = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_note_drafts", x => x.id);
                    table.ForeignKey(
                        name: "fk_note_drafts_progress_notes_note_id",
                        column: x => x.note_id,
                        principalTable: "progress_notes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_note_drafts_staff_author_id",
                        column: x => x.author_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "signatures",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic_date = table.Column<DateOnly>(type: "date", nullable: false),
                    note_id = table.Column<Guid>(type: "uuid", nullable: false),
                    addendum_id = table.Column<Guid>(type: "uuid", nullable: true),
                    meaning = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    signer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    signer_name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    credential = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    previous_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_signatures", x => x.id);
                    table.ForeignKey(
                        name: "fk_signatures_addenda_addendum_id",
                        column: x => x.addendum_id,
                        principalTable: "addenda",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_signatures_progress_notes_note_id",
                        column: x => x.note_id,
                        principalTable: "progress_notes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_signatures_staff_signer_id",
                        column: x => x.signer_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_addenda_author_id",
                table: "addenda",
                column: "author_id");

            migrationBuilder.CreateIndex(
                name: "ix_addenda_note_id",
                table: "addenda",
                column: "note_id");

            migrationBuilder.CreateIndex(
                name: "ix_allergies_source",
                table: "allergies",
                columns: new[] { "patient_id", "source_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_attendance_patient_id_clinic_date_session_id",
                table: "attendance",
                columns: new[] { "patient_id", "clinic_date", "session_id" },
                descending: new[] { false, true, true })
                .Annotation("Npgsql:IndexInclude", new[] { "minutes", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_attendance_recorded_by_id",
                table: "attendance",
                column: "recorded_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_clinic_date_sequence",
                table: "audit_events",
                columns: new[] { "clinic_date", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_patient_id_sequence",
                table: "audit_events",
                columns: new[] { "patient_id", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_enrollments_episode_id_patient_id",
                table: "enrollments",
                columns: new[] { "episode_id", "patient_id" });

            migrationBuilder.CreateIndex(
                name: "ix_enrollments_group_id",
                table: "enrollments",
                column: "group_id");

            migrationBuilder.CreateIndex(
                name: "ix_enrollments_patient_id",
                table: "enrollments",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_episodes_discharged_by_id",
                table: "episodes",
                column: "discharged_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_episodes_one_open",
                table: "episodes",
                columns: new[] { "patient_id", "program_id" },
                unique: true,
                filter: "discharged_on is null");

            migrationBuilder.CreateIndex(
                name: "ix_episodes_primary_clinician_id",
                table: "episodes",
                column: "primary_clinician_id");

            migrationBuilder.CreateIndex(
                name: "ix_episodes_program_id",
                table: "episodes",
                column: "program_id");

            migrationBuilder.CreateIndex(
                name: "ix_episodes_site_id",
                table: "episodes",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_episodes_track_id_program_id",
                table: "episodes",
                columns: new[] { "track_id", "program_id" });

            migrationBuilder.CreateIndex(
                name: "ix_family_participants_support_person_id",
                table: "family_participants",
                column: "support_person_id");

            migrationBuilder.CreateIndex(
                name: "ix_group_facilitators_staff_member_id",
                table: "group_facilitators",
                column: "staff_member_id");

            migrationBuilder.CreateIndex(
                name: "ix_groups_room_id",
                table: "groups",
                column: "room_id");

            migrationBuilder.CreateIndex(
                name: "ix_groups_service_id",
                table: "groups",
                column: "service_id");

            migrationBuilder.CreateIndex(
                name: "ix_groups_site_id",
                table: "groups",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_groups_track_id",
                table: "groups",
                column: "track_id");

            migrationBuilder.CreateIndex(
                name: "ix_history_conditions_source",
                table: "history_conditions",
                columns: new[] { "patient_id", "source_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_note_drafts_author_id",
                table: "note_drafts",
                column: "author_id");

            migrationBuilder.CreateIndex(
                name: "ix_note_drafts_note_id",
                table: "note_drafts",
                column: "note_id");

            migrationBuilder.CreateIndex(
                name: "ix_patient_identifiers_patient_id",
                table: "patient_identifiers",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_patient_identifiers_value",
                table: "patient_identifiers",
                columns: new[] { "system", "value" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_patients_birth_date",
                table: "patients",
                column: "birth_date");

            migrationBuilder.CreateIndex(
                name: "ix_patients_mrn",
                table: "patients",
                column: "mrn",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_patients_risk_assessed_by_id",
                table: "patients",
                column: "risk_assessed_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_patients_site_id",
                table: "patients",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_programs_name",
                table: "programs",
                columns: new[] { "site_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_progress_notes_one",
                table: "progress_notes",
                columns: new[] { "session_id", "patient_id" },
                unique: true,
                filter: "struck_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_progress_notes_patient_id_clinic_date",
                table: "progress_notes",
                columns: new[] { "patient_id", "clinic_date" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_progress_notes_struck_by_id",
                table: "progress_notes",
                column: "struck_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_progress_notes_written_by_id",
                table: "progress_notes",
                column: "written_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_rooms_name",
                table: "rooms",
                columns: new[] { "site_id", "name" },
                unique: true,
                filter: "retired_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_roster_places_episode_id_patient_id",
                table: "roster_places",
                columns: new[] { "episode_id", "patient_id" });

            migrationBuilder.CreateIndex(
                name: "ix_roster_places_patient_id_clinic_date",
                table: "roster_places",
                columns: new[] { "patient_id", "clinic_date" });

            migrationBuilder.CreateIndex(
                name: "ix_services_name",
                table: "services",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_session_clinicians_staff_member_id",
                table: "session_clinicians",
                column: "staff_member_id");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_cancelled_by_id",
                table: "sessions",
                column: "cancelled_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_group_date",
                table: "sessions",
                columns: new[] { "group_id", "clinic_date" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sessions_room_id",
                table: "sessions",
                column: "room_id");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_service_id",
                table: "sessions",
                column: "service_id");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_site_id_clinic_date_starts_at",
                table: "sessions",
                columns: new[] { "site_id", "clinic_date", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_shared_parts_written_by_id",
                table: "shared_parts",
                column: "written_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_signatures_addendum_id",
                table: "signatures",
                column: "addendum_id");

            migrationBuilder.CreateIndex(
                name: "ix_signatures_chain",
                table: "signatures",
                columns: new[] { "patient_id", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_signatures_note_id",
                table: "signatures",
                column: "note_id");

            migrationBuilder.CreateIndex(
                name: "ix_signatures_signer_id",
                table: "signatures",
                column: "signer_id");

            migrationBuilder.CreateIndex(
                name: "ix_sites_name",
                table: "sites",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_staff_email",
                table: "staff",
                column: "email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_staff_site_id",
                table: "staff",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_staff_supervisor_id",
                table: "staff",
                column: "supervisor_id");

            migrationBuilder.CreateIndex(
                name: "ix_staff_account_claims_user_id",
                table: "staff_account_claims",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_staff_account_logins_user_id",
                table: "staff_account_logins",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "email_index",
                table: "staff_accounts",
                column: "normalized_email");

            migrationBuilder.CreateIndex(
                name: "user_name_index",
                table: "staff_accounts",
                column: "normalized_user_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_support_people_patient_id",
                table: "support_people",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_tracks_name",
                table: "tracks",
                columns: new[] { "program_id", "name" },
                unique: true);

            migrationBuilder.Run("Guards");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("Nothing stands before the first migration.");
    }
}
