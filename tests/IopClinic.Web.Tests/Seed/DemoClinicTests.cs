using System.Diagnostics;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Account;
using IopClinic.Web.Commands;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Seed;

/// <summary>The demo clinic, planted on days that are odd in one way or another. The database's own guards hold throughout.</summary>
public sealed class DemoClinicTests(EmptyClinics clinics, ITestOutputHelper output) : IClassFixture<EmptyClinics>
{
    private const string Monday = "2026-11-23T15:00:00Z";

    public static TheoryData<string> Instants => new(
        Monday,
        // A Sunday evening in California.
        "2026-11-23T03:10:00Z",
        // A leap day.
        "2028-02-29T15:00:00Z",
        // The day the clocks go back, and the hour in which it is 9:15 nowhere.
        "2026-11-01T13:00:00Z");

    [Theory]
    [MemberData(nameof(Instants))]
    public async Task Each_track_has_its_people(string instant)
    {
        await using var db = (await clinics.PlantedAt(instant)).Open();

        var open = await (from episode in db.Episodes
                          where episode.DischargedOn == null
                          join track in db.Tracks on episode.TrackId equals track.Id
                          group episode by track.Name into people
                          select new { people.Key, Count = people.Count() })
            .ToDictionaryAsync(people => people.Key, people => people.Count);

        Assert.InRange(open["Morning"], 12, 14);
        Assert.InRange(open["Evening"], 12, 14);
        Assert.Equal(8, open["Weekend"]);
        Assert.True(await db.Episodes.CountAsync(episode => episode.DischargeReason != null) >= 4);
        Assert.All(await db.Patients.ToListAsync(), patient => Assert.True(patient.IsGenerated));
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public async Task Every_signature_covers_what_stands_in_the_record(string instant)
    {
        var clinic = await clinics.PlantedAt(instant);
        await using var db = clinic.Open();
        var sessions = (await SessionsAsync(db)).ToDictionary(session => session.Id);
        var notes = sessions.Values.SelectMany(session => session.Notes).ToDictionary(note => note.Id);
        var assessments = await db.Assessments.AsNoTracking().Include(a => a.Sections).ToDictionaryAsync(a => a.Id);
        var plans = await db.TreatmentPlans.AsNoTracking().Include(p => p.Acknowledgements).ToDictionaryAsync(p => p.Id);
        var chains = (await db.Signatures.AsNoTracking().ToListAsync()).GroupBy(signature => signature.PatientId).ToList();

        foreach (var chain in chains.Select(chain => chain.OrderBy(signature => signature.Sequence).ToList()))
        {
            Assert.Equal(Enumerable.Range(1, chain.Count), chain.Select(signature => signature.Sequence));
            Assert.Equal(
                [null, .. chain.SkipLast(1).Select(signature => signature.Hash)], chain.Select(signature => signature.PreviousHash));
            Assert.Equal(chain.Select(signature => signature.SignedAt).Order(), chain.Select(signature => signature.SignedAt));
            Assert.All(chain, signature =>
            {
                if (signature.AssessmentId is { } assessed)
                {
                    Assert.True(signature.Covers(assessments[assessed].Content()));
                    return;
                }

                if (signature.PlanId is { } planned)
                {
                    var whole = plans[planned].Canonical();
                    var said = plans[planned].Acknowledgements.SingleOrDefault(one => one.Id == signature.AcknowledgementId);
                    Assert.True(signature.Covers(said is null ? whole : said.Content(whole)));
                    return;
                }

                var note = notes[signature.NoteId!.Value];
                var session = sessions[note.SessionId];
                var content = signature.Meaning is SignatureMeaning.Addendum
                    ? note.Addenda.Single(addendum => addendum.Id == signature.AddendumId).Content()
                    : note.Content(session, session.Attendances.Single(attendance => attendance.PatientId == note.PatientId));
                Assert.True(signature.Covers(content));
                Assert.True(signature.SignedAt >= session.StartsAt && signature.SignedAt <= clinic.Now);
            });
        }

        Assert.True(chains.Count >= 40);
        Assert.Single(notes.Values, note => note.IsStruck);
        Assert.Single(notes.Values.SelectMany(note => note.Addenda));
    }

    [Theory]
    [MemberData(nameof(Instants))]
    public async Task The_clinician_leads_groups_every_day_and_finds_a_draft_and_an_unsigned_session(string instant)
    {
        var clinic = await clinics.PlantedAt(instant);
        await using var db = clinic.Open();
        var site = await db.Sites.SingleAsync(site => site.Name == "Harbor Point");
        var today = ClinicClock.DateIn(site.Zone, clinic.Now);
        var email = DemoSignIns.All.Single(person => person.Role == Role.Clinician).Email;
        var me = (await db.Staff.SingleAsync(member => member.Email == email)).Id;
        var sessions = await SessionsAsync(db);
        var own = sessions.OfType<GroupSession>().Where(session => session.Clinicians.Any(c => c.StaffMemberId == me)).ToList();

        Assert.All(
            Enumerable.Range(-14, 29).Select(days => today.AddDays(days)),
            day => Assert.True(own.Count(session => session.ClinicDate == day && session.Roster.Count > 0) >= 2, $"{day.DayOfWeek} {day}"));
        Assert.All(
            sessions.Where(session => session.ClinicDate >= today),
            session => Assert.True(session.Attendances.Count == 0 && session.Notes.Count == 0 && !session.IsSigned));
        var open = own.Where(session => session.ClinicDate < today && session.Roster.Count > 0 && !session.IsSigned)
            .OrderBy(session => session.ClinicDate).ToList();
        Assert.Equal(2, open.Count);
        Assert.Empty(open[0].Missing([]));
        var linked = sessions.SelectMany(session => session.Notes).Count(note => note.Objectives.Count > 0);
        Assert.True(linked > 300, $"Only {linked} notes refer to an objective.");
        Assert.NotEmpty(open[1].Missing([]));
        Assert.Equal(today.AddDays(-1), open[1].ClinicDate);
        Assert.All(
            sessions.OfType<GroupSession>().Where(session => session.ClinicDate < today && session.Roster.Count > 0).Except(open),
            session => Assert.True(session.IsSigned));
    }

    [Fact]
    public async Task No_two_members_of_a_meeting_have_the_same_note_and_hardly_two_notes_are_alike()
    {
        await using var db = (await clinics.PlantedAt(Monday)).Open();
        var notes = await db.Notes.Where(note => note.Text != null).Select(note => new { note.SessionId, note.Text }).ToListAsync();

        Assert.All(notes.GroupBy(note => note.SessionId), meeting => Assert.Equal(meeting.Count(), meeting.Distinct().Count()));
        Assert.True(notes.Select(note => note.Text).Distinct().Count() > notes.Count * 0.98);
        Assert.DoesNotContain(notes, note => note.Text!.Contains('{', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attendance_is_mostly_presence_with_every_kind_of_exception()
    {
        await using var db = (await clinics.PlantedAt(Monday)).Open();
        var statuses = await db.Attendances.GroupBy(attendance => attendance.Status)
            .Select(status => new { status.Key, Count = status.Count() })
            .ToDictionaryAsync(status => status.Key, status => status.Count);

        Assert.Equal(Enum.GetValues<AttendanceStatus>().Order(), statuses.Keys.Order());
        Assert.InRange((double)statuses[AttendanceStatus.Present] / statuses.Values.Sum(), 0.7, 0.95);
    }

    [Fact]
    public async Task A_second_planting_adds_nothing()
    {
        var clinic = await clinics.PlantedAt(Monday);
        await using var db = clinic.Open();
        var before = await db.AuditEvents.CountAsync();

        Assert.False(await clinic.Plant());

        Assert.Equal(before, await db.AuditEvents.CountAsync());
        Assert.Equal(2, await db.Sites.CountAsync());
    }

    [Fact]
    public async Task The_same_instant_gives_the_same_clinic_and_in_a_few_seconds()
    {
        var first = await NotesOf(await clinics.PlantedAt(Monday));
        var again = await clinics.EmptyAt(Monday);
        using var process = Process.GetCurrentProcess();
        var (cpu, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
        await again.Plant();
        process.Refresh();
        var worked = (process.TotalProcessorTime - cpu).TotalMilliseconds;
        output.WriteLine($"Planted in {clock.ElapsedMilliseconds} ms, of which this process worked {worked:0} ms.");

        Assert.Equal(first, await NotesOf(again));

        static async Task<List<string>> NotesOf(PlantedClinic clinic)
        {
            await using var db = clinic.Open();
            return await db.Notes.Join(db.Patients, note => note.PatientId, patient => patient.Id, (note, patient) => new { note, patient })
                .OrderBy(row => row.note.ClinicDate).ThenBy(row => row.patient.Name.Family).ThenBy(row => row.note.Text)
                .Select(row => row.note.Text ?? "").ToListAsync();
        }
    }

    [Fact]
    public async Task Everybody_can_sign_in_and_the_system_planted_it()
    {
        await using var db = (await clinics.PlantedAt(Monday)).Open();
        var hasher = new PasswordHasher<StaffAccount>();
        var accounts = await db.Users.ToDictionaryAsync(account => account.Email!);

        Assert.Equal(await db.Staff.CountAsync(), accounts.Count);
        Assert.Equal(Enum.GetValues<Role>().Order(), DemoSignIns.All.Select(person => person.Role).Order());
        Assert.All(DemoSignIns.All, person =>
        {
            var account = accounts[person.Email];
            Assert.NotEqual(
                PasswordVerificationResult.Failed, hasher.VerifyHashedPassword(account, account.PasswordHash!, DemoSignIns.Password));
            Assert.Null(PasswordRules.Refusal(DemoSignIns.Password, person.Email, person.Given, person.Family));
        });
        Assert.Equal(["Demo clinic"], await db.AuditEvents.Select(e => e.ActorName).Distinct().ToListAsync());
    }

    private static Task<List<Session>> SessionsAsync(IopClinic.Database.ClinicDb db) => db.Sessions.AsNoTrackingWithIdentityResolution()
        .Include(session => session.Clinicians)
        .Include(session => session.Roster)
        .Include(session => session.Attendances)
        .Include(session => session.Notes).ThenInclude(note => note.Addenda)
        .Include(session => session.Skills)
        .Include(session => ((GroupSession)session).Shared)
        .Include(session => session.Participants)
        .AsSplitQuery()
        .ToListAsync();
}
