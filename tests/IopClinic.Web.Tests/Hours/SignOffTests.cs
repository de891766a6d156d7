using System.Net;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Tests.Groups;
using IopClinic.Web.Tests.Sessions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Hours;

/// <summary>A program's week that is over: signed off once, as it was looked at, and what is corrected afterwards stands beside it.</summary>
public sealed class SignOffTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string Write = "form[aria-labelledby=sign-title]";

    /// <summary>What the second of two is told: by the database where both signed at once, by the week where the first was done.</summary>
    private static readonly string[] TooLate =
        ["Somebody signed this week off a moment ago. Look at what stands here now.", "Nothing has changed since this week was signed off."];

    [Fact]
    public async Task A_week_is_signed_off_and_stands_while_the_record_goes_on()
    {
        var (house, session, address) = await ALoggedWeekAsync();
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync(address);
        Assert.Contains("2 patients, 2 h delivered, 2 short.", browser.Text("main"), StringComparison.Ordinal);
        await browser.SubmitAsync(Write, ("Form.Remark", "Checked against the sign-in sheet"));

        Assert.Contains("is signed off for", browser.Toast, StringComparison.Ordinal);
        Assert.Contains("Unchanged since", browser.Text("section[aria-labelledby=signed-title]"), StringComparison.Ordinal);
        Assert.Contains("Checked against the sign-in sheet", browser.Text("section[aria-labelledby=signed-title]"), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector(Write));

        await CorrectAsync(house, session);
        await browser.OpenAsync(address);
        var change = Assert.Single(browser.Page.QuerySelectorAll("section[aria-labelledby=changes-title] tbody tr"));
        Assert.Contains("Late, 60 of 75 min", change.QuerySelector("[data-label='As signed off']")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Present, 75 of 75 min", change.QuerySelector("[data-label='Now']")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("now 1 h 15 min", browser.Text("section[aria-labelledby=hours-title]"), StringComparison.Ordinal);
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Hours?date={session.ClinicDate:yyyy-MM-dd}");
        Assert.Contains("1 session has changed since", browser.Text("main"), StringComparison.Ordinal);
        Assert.Contains("Signed off as Late, 60 min", browser.Text("main"), StringComparison.Ordinal);
        await browser.OpenAsync($"/Patients/{house.Patients[1].Id}/Hours?date={session.ClinicDate:yyyy-MM-dd}");
        Assert.Contains("60 min delivered,", browser.Text("main"), StringComparison.Ordinal);
        Assert.DoesNotContain("changed since", browser.Text("main"), StringComparison.Ordinal);

        await browser.OpenAsync(address);
        await browser.SubmitAsync(Write, ("Form.Remark", " "));
        Assert.Equal(["Say why the week is signed off again."], browser.Refusals);
        await browser.SubmitAsync(Write, ("Form.Remark", "The sheet was misread"));
        Assert.Contains("Signed off again", browser.Text("main"), StringComparison.Ordinal);
        await browser.OpenAsync($"{address}?number=1");
        Assert.Contains("Superseded", browser.Text("main"), StringComparison.Ordinal);
        Assert.Contains("changed since", browser.Text("section[aria-labelledby=hours-title]"), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector(Write));
        await browser.OpenAsync(browser.Element($"td[data-label=Sessions] a[href*='{house.Patients[0].Id}']").GetAttribute("href")!);
        Assert.Contains("Late", browser.Text("[data-sessions] tbody"), StringComparison.Ordinal);
        Assert.NotNull(browser.Element($"[data-sessions] a[href$='/{session.Id}']"));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"{address}?number=3")).Status);

        var file = await (await browser.SendAsync(HttpMethod.Get, $"{address}?handler=Csv&number=1")).Content.ReadAsStringAsync();
        Assert.Contains(",Late,60,", file, StringComparison.Ordinal);
        Assert.Contains($",{house.Patients[0].Mrn},", file, StringComparison.Ordinal);

        // A session that is not theirs any more is named all the same.
        await TamperAsync("sessions", $"update sessions set cancelled_at = starts_at, cancel_kind = 'Clinic', cancel_cause = 'Weather', cancel_reason = 'Snow' where id = '{session.Id}'");
        await browser.OpenAsync($"/Patients/{house.Patients[0].Id}/Hours?date={session.ClinicDate:yyyy-MM-dd}");
        Assert.Contains("Not in the week any more", browser.Text("section[aria-labelledby=rows-title]"), StringComparison.Ordinal);
        Assert.True(await clinic.InDatabaseAsync(db => db.AuditEvents.AnyAsync(e => e.PatientId == house.Patients[0].Id && e.ObjectType == nameof(SignedHours))));
    }

    [Fact]
    public async Task What_was_not_looked_at_is_not_vouched_for_and_two_do_not_sign_at_once()
    {
        var (house, session, address) = await ALoggedWeekAsync();
        var (browser, other) = (await clinic.SignInAsync(Role.Administrator), await clinic.SignInAsync(Role.Administrator));
        await browser.OpenAsync(address);
        await other.OpenAsync(address);
        await CorrectAsync(house, session);

        await browser.SubmitAsync(Write, ("Form.Remark", "As I saw it"));
        Assert.StartsWith("The hours of this week have changed since you opened the page.", Assert.Single(browser.Refusals), StringComparison.Ordinal);
        Assert.Equal("As I saw it", browser.Value("Form.Remark"));
        Assert.Equal(0, await SignedAsync(house));

        // The page that came back shows what stands now: it can be signed, and by one of two at the same moment.
        await other.OpenAsync(address);
        await Task.WhenAll(browser.SubmitAsync(Write), other.SubmitAsync(Write));
        Assert.Equal(1, await SignedAsync(house));
        var refused = Assert.Single(new[] { browser, other }, one => one.Refusals.Count > 0);
        Assert.Contains(Assert.Single(refused.Refusals), TooLate);
        Assert.Contains("SHA-256", refused.Text("main"), StringComparison.Ordinal);
    }

    /// <summary>Whose record has come to another site cannot be vouched for here, and that is said.</summary>
    [Fact]
    public async Task Who_has_come_to_another_site_is_counted_and_not_left_out_in_silence()
    {
        var (house, session, address) = await ALoggedWeekAsync();
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync(address);
        await browser.SubmitAsync(Write);
        var elsewhere = new Domain.Sites.Site($"Elsewhere of {house.Site.Name}", "America/New_York");
        await clinic.InDatabaseAsync(async db =>
        {
            db.Sites.Add(elsewhere);
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync($"update patients set site_id = {elsewhere.Id.Value} where id = {house.Patients[1].Id.Value}");
        });

        await browser.OpenAsync(address);
        Assert.Contains("1 since then, whose hours are kept in it and not shown here.", browser.Text("section[aria-labelledby=signed-title]"), StringComparison.Ordinal);
        Assert.DoesNotContain("Pat2", browser.Text("main"), StringComparison.Ordinal);
        await CorrectAsync(house, session);
        await browser.OpenAsync(address);
        Assert.Contains("1 more patient of this week has come to another site since.", browser.Text(Write), StringComparison.Ordinal);
        await browser.SubmitAsync(Write, ("Form.Remark", "Misread"));
        Assert.Contains("1 by then, whose hours are not in it.", browser.Text("section[aria-labelledby=signed-title]"), StringComparison.Ordinal);
        Assert.Equal(0, await CheckAsync());
    }

    /// <summary>As somebody who speaks to the database past the program.</summary>
    [Theory]
    [InlineData(Role.Clinician, false, false)]
    [InlineData(Role.Administrator, true, false)]
    [InlineData(Role.Administrator, false, true)]
    public async Task Nobody_vouches_in_anothers_name_or_without_the_right_to(Role role, bool forAnother, bool isTaken)
    {
        var house = await House.OpenAsync(clinic, 1);
        await using var app = NpgsqlDataSource.Create(clinic.AppConnection);
        await using var connection = await app.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var me = await clinic.InDatabaseAsync(db => db.Staff.AsNoTracking().SingleAsync(s => s.Email == (role == Role.Clinician ? "clinician@demo.example" : "administrator@demo.example")));
        await SaysAsync($"select set_config('app.user_id', '{me.Id}', true), set_config('app.roles', '{role}', true), set_config('app.sites', '{{{house.Site.Id}}}', true)");
        var insert = $"""
            insert into week_sign_offs (id, site_id, program_id, monday, number, minimum, maximum, patients, elsewhere, signer_id, signer_name, credential, signed_at, hash)
            values (gen_random_uuid(), '{house.Site.Id}', '{house.Program.Id}', '2026-11-02', 1, 540, 1140, 0, 0, '{(forAnother ? house.Ana.Id : me.Id)}', 'x', '', now(), 'x')
            """;
        if (isTaken)
        {
            await SaysAsync(insert);
            Assert.Equal(1L, await SeenAsync());
            // Nobody of another site reads what was signed off here.
            await SaysAsync($"select set_config('app.sites', '{{{house.Program.Id}}}', true)");
            Assert.Equal(0L, await SeenAsync());
            return;
        }

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => SaysAsync(insert))).SqlState);

        async Task<object?> SeenAsync()
        {
            await using var command = new NpgsqlCommand($"select count(*) from week_sign_offs where program_id = '{house.Program.Id}'", connection, transaction);
            return await command.ExecuteScalarAsync();
        }

        async Task SaysAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task A_week_that_is_not_over_or_waits_for_attendance_says_so()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.ASessionToLogAsync(1);
        var browser = await clinic.SignInAsync(Role.Administrator);
        await browser.OpenAsync($"/Hours/SignOff/{house.Program.Id}/{session.ClinicDate:yyyy-MM-dd}");
        Assert.NotNull(browser.Element($"section[aria-labelledby=unrecorded-title] a[href$='/{session.Id}']"));
        Assert.Null(browser.Page.QuerySelector(Write));

        await browser.OpenAsync($"/Hours/SignOff/{house.Program.Id}/{house.Today:yyyy-MM-dd}");
        Assert.Contains("This week is not over.", browser.Text("main"), StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector(Write));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"/Hours/SignOff/{house.Program.Id}/9999-12-31")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync($"/Hours/SignOff/{session.Id}/{house.Today:yyyy-MM-dd}")).Status);
    }

    [Fact]
    public async Task The_hours_of_a_week_say_where_its_sign_off_stands()
    {
        var signed = await clinic.InDatabaseAsync(db => db.WeekSignOffs.AsNoTracking().OrderByDescending(s => s.Monday)
            .FirstAsync(s => s.Number == 1 && db.Staff.Any(one => one.SiteId == s.SiteId && one.Email == "administrator@demo.example")));
        var administrator = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync($"/Hours?date={signed.Monday:yyyy-MM-dd}");
        var state = administrator.Element($"a[href='/Hours/SignOff/{signed.ProgramId}/{signed.Monday:yyyy-MM-dd}']").Closest("li")!;
        Assert.Contains(signed.SignerName, state.TextContent, StringComparison.Ordinal);
        Assert.Contains("Not signed off yet:", administrator.Text("section[aria-labelledby=sign-off-title]"), StringComparison.Ordinal);

        var clinician = await (await clinic.SignInAsync(Role.Clinician)).OpenAsync($"/Hours?date={signed.Monday:yyyy-MM-dd}");
        Assert.Contains(signed.SignerName, clinician.Text("section[aria-labelledby=sign-off-title]"), StringComparison.Ordinal);
        Assert.Null(clinician.Page.QuerySelector("a[href*='/Hours/SignOff/']"));
        Assert.DoesNotContain("Not signed off yet:", clinician.Text("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_and_the_database_hold_what_was_signed_off()
    {
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        foreach (var change in new[]
        {
            "update week_sign_offs set remark = 'x'", "delete from week_sign_offs", "truncate week_sign_offs cascade", "update signed_hours set rows = '[]'", "delete from signed_hours", "truncate signed_hours",
        })
        {
            await using var command = owner.CreateCommand(change);
            Assert.Equal(PostgresErrorCodes.RestrictViolation, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }

        Assert.Equal(0, await CheckAsync());
        var twice = await clinic.InDatabaseAsync(db => db.WeekSignOffs.AsNoTracking().FirstAsync(s => s.Number == 2));
        await TamperAsync("week_sign_offs", $"update week_sign_offs set remark = 'Another' where id = '{twice.Id}'");
        Assert.Equal(1, await CheckAsync());
        await TamperAsync("week_sign_offs", $"update week_sign_offs set remark = '{twice.Remark}' where id = '{twice.Id}'");
        Assert.Equal(0, await CheckAsync());
        await TamperAsync("week_sign_offs", $"update week_sign_offs set previous_hash = 'x' where id = '{twice.Id}'");
        Assert.Equal(1, await CheckAsync());
        await TamperAsync("week_sign_offs", $"update week_sign_offs set previous_hash = '{twice.PreviousHash}' where id = '{twice.Id}'");
        await TamperAsync("signed_hours", AttendedBy(1));
        Assert.Equal(1, await CheckAsync());
        // The tests after this one check the same record.
        await TamperAsync("signed_hours", AttendedBy(-1));
        Assert.Equal(0, await CheckAsync());

        string AttendedBy(int minutes) =>
            $$"""update signed_hours set rows = jsonb_set(rows, '{0,attended}', to_jsonb((rows->0->>'attended')::int + {{minutes}})) where sign_off_id = '{{twice.Id}}' and jsonb_array_length(rows) > 0""";
    }

    private async Task<int> CheckAsync()
    {
        await using var program = Clinic.CreateBuilder(ClinicServer.Settings(clinic.OwnerConnection), forPages: false).Build();
        return await CommandLine.RunAsync(program.Services, ["verify-signatures"]);
    }

    /// <summary>As somebody who owns the database and switches its guards off.</summary>
    private async Task TamperAsync(string table, string change)
    {
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        await using var command = owner.CreateCommand($"alter table {table} disable trigger user; {change}; alter table {table} enable trigger user");
        await command.ExecuteNonQueryAsync();
    }

    private Task<int> SignedAsync(House house) => clinic.InDatabaseAsync(db => db.WeekSignOffs.CountAsync(s => s.ProgramId == house.Program.Id));

    /// <summary>Nobody was late after all.</summary>
    private Task<int> CorrectAsync(House house, Session session) => clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
        $"update attendance set status = 'Present', minutes = 75, arrived_at = null where session_id = {session.Id.Value} and patient_id = {house.Patients[0].Id.Value}"));

    /// <summary>Last week's group of 75 minutes: one came 15 minutes late, the other left as early.</summary>
    private async Task<(House House, Session Session, string Address)> ALoggedWeekAsync()
    {
        var house = await House.OpenAsync(clinic, 2);
        var session = await house.ASessionToLogAsync(1);
        await clinic.InDatabaseAsync(async db =>
        {
            var found = await db.Set<GroupSession>().Include(s => s.Roster).Include(s => s.Attendances).Include(s => s.Notes).SingleAsync(s => s.Id == session.Id);
            var starts = Domain.ClinicClock.TimeIn(house.Site.Zone, found.StartsAt);
            var ana = await db.Staff.SingleAsync(s => s.Id == house.Ana.Id);
            found.Record(house.Patients[0].Id, new Presence(AttendanceStatus.Late, Arrived: starts.AddMinutes(15)), house.Site.Zone, ana, found.EndsAt);
            found.Record(house.Patients[1].Id, new Presence(AttendanceStatus.LeftEarly, Left: starts.AddMinutes(60)), house.Site.Zone, ana, found.EndsAt);
            await db.SaveChangesAsync();
        });
        return (house, session, $"/Hours/SignOff/{house.Program.Id}/{ClinicWeek.Of(session.ClinicDate).Monday:yyyy-MM-dd}");
    }
}
