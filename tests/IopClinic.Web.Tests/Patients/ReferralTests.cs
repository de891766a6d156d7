using System.Net;
using IopClinic.Domain;
using IopClinic.Domain.Access;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Staff;
using IopClinic.Web.Seed;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Patients;

/// <summary>From a call to a booked assessment and a seat, as intake does it at the demo clinic.</summary>
public sealed class ReferralTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const string CallForm = "form[data-guard]";

    private const string WaitForm = "form[action$='handler=Wait']";

    private static int _count;

    [Fact]
    public async Task A_call_becomes_a_referral_and_its_assessment_is_booked_with_one_click_more()
    {
        var browser = await NewAsync();
        await SaveAsync(browser, "Caller");
        Assert.Contains("Offer a time for the assessment while you talk.", browser.Toast, StringComparison.Ordinal);
        Assert.Contains("answer due in", browser.Text("main"), StringComparison.Ordinal);

        await BookFirstAsync(browser);
        Assert.StartsWith("The assessment is booked for", browser.Toast, StringComparison.Ordinal);
        var referral = await ReferralAsync(browser);
        var session = await clinic.InDatabaseAsync(db => db.Sessions.Include(s => s.Roster).Include(s => s.Clinicians).SingleAsync(s => s.Id == referral.AssessmentId));
        Assert.Null(session.Roster.Single(p => p.PatientId == referral.PatientId).EpisodeId);
        Assert.NotNull(referral.AnsweredAt);
        // The assessor comes near the chart, and may write in the session.
        Assert.True(await clinic.InDatabaseAsync(db =>
            db.CareTeams.AnyAsync(m => m.PatientId == referral.PatientId && m.StaffMemberId == session.Clinicians[0].StaffMemberId)));
    }

    [Theory]
    [InlineData("Form.Given", "", "Enter the given name.")]
    [InlineData("Form.BirthDate", "2999-01-01", "Check the year of this date.")]
    [InlineData("Form.Call.Source", "", "Choose who sends them.")]
    [InlineData("Form.Call.Concern", "", "Enter what brings them, in their own words where you can.")]
    [InlineData("Form.Call.FacilityDischarge", "2026-01-01", "A discharge date belongs to a hospital, partial hospital or residential stay.")]
    public async Task What_is_missing_or_impossible_is_said_and_what_was_typed_is_kept(string field, string typed, string sentence)
    {
        var browser = await NewAsync();
        var before = await clinic.InDatabaseAsync(db => db.Patients.CountAsync());
        await SaveAsync(browser, "Refused", (field, typed));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(sentence, browser.Refusals);
        Assert.Equal("Harbor Mutual", browser.Value("Form.Call.Payer"));
        Assert.Equal(before, await clinic.InDatabaseAsync(db => db.Patients.CountAsync()));
    }

    [Fact]
    public async Task Somebody_who_is_known_is_offered_before_they_are_registered_twice_and_their_record_is_used()
    {
        var browser = await NewAsync();
        await SaveAsync(browser, "Known");
        var first = await ReferralAsync(browser);
        await browser.OpenAsync($"/Referrals/{first.Id}");
        await browser.SubmitAsync("form[action*='handler=Close']", ("Outcome.Outcome", "Declined"), ("Outcome.OutcomeReason", "Changed her mind."));
        Assert.Equal("The referral is closed.", browser.Toast);

        await browser.OpenAsync("/Referrals/New");
        var patient = await PatientAsync(first);
        var (address, fields) = browser.Fill(
            CallForm, ("Form.Given", patient.Name.Given), ("Form.Family", patient.Name.Family), ("Form.BirthDate", $"{patient.BirthDate:yyyy-MM-dd}"), ("Form.Call.Source", "Self"),
            ("Form.Call.Concern", "Calls again."));
        var looked = await browser.SendAsync(new Uri(browser.Address, "/Referrals/New?handler=Look"), fields);
        Assert.Contains(patient.Mrn, await looked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await browser.PostAsync(address, fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(patient.Mrn, browser.Text("#candidates"), StringComparison.Ordinal);

        var chosen = fields.Where(f => f.Key != "Form.Person").Append(KeyValuePair.Create("Form.Person", $"{patient.Id}")).ToList();
        await browser.PostAsync(new Uri(browser.Address, "/Referrals/New?handler=Use"), chosen);
        Assert.Equal((HttpStatusCode.OK, "Calls again."), (browser.Status, browser.Value("Form.Call.Concern")));
        await browser.PostAsync(address, chosen);
        var again = await ReferralAsync(browser);
        Assert.Equal(patient.Id, again.PatientId);
        Assert.Equal("Calls again.", again.Concern);
    }

    [Fact]
    public async Task A_time_is_given_once_and_a_referral_has_one_assessment()
    {
        var browser = await NewAsync();
        await SaveAsync(browser, "First");
        var (mine, fields) = (browser.Element("button.slot").GetAttribute("formaction")!, browser.Fill("form.slots").Fields);
        var one = browser.Address;
        await browser.OpenAsync("/Referrals/New");
        await SaveAsync(browser, "Second");
        var other = browser.Address;
        var answers = await Task.WhenAll(new[] { one, other }.Select(page => Task.Run(() => browser.SendAsync(
            new Uri(page, mine), [.. fields.Where(f => f.Key == "__RequestVerificationToken")]))));

        Assert.Single(answers, a => a.StatusCode is HttpStatusCode.Redirect);
        var refused = Assert.Single(answers, a => a.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict);
        var said = await refused.Content.ReadAsStringAsync();
        Assert.True(said.Contains("taken a moment ago", StringComparison.Ordinal) || said.Contains("already leads", StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task A_try_stops_the_clock_only_when_it_reaches_them()
    {
        var browser = await NewAsync();
        await SaveAsync(browser, "Tried");
        await browser.SubmitAsync("form[action*='handler=Attempt']", ("Attempt.Way", "Phone"), ("Attempt.Result", "LeftMessage"));
        Assert.Null((await ReferralAsync(browser)).AnsweredAt);
        await browser.SubmitAsync("form[action*='handler=Attempt']", ("Attempt.Way", "Phone"), ("Attempt.Result", "Reached"), ("Attempt.Note", "Will come."));
        Assert.NotNull((await ReferralAsync(browser)).AnsweredAt);
        Assert.Contains("answered after", browser.Text("main"), StringComparison.Ordinal);

        await browser.SubmitAsync("form[action*='handler=Attempt']", ("Attempt.Way", "Phone"));
        Assert.Contains("Choose what came of it.", browser.Refusals);
    }

    [Fact]
    public async Task The_waitlist_shows_who_waits_until_they_are_admitted_and_the_admission_closes_the_referral()
    {
        var browser = await NewAsync();
        await SaveAsync(browser, "Waiter");
        var track = await clinic.InDatabaseAsync(db => db.Tracks.SingleAsync(t => t.Name == "Weekend"));
        await browser.SubmitAsync(
            "form[action*='handler=Wait']", ("Wait.TrackId", $"{track.Id}"), ("Wait.Priority", "High"), ("Wait.NextAction", "Call on Monday"),
            ("Wait.NextActionOn", "2030-01-07"));
        var referral = await ReferralAsync(browser);
        await browser.OpenAsync("/Referrals/Waitlist");
        Assert.Contains("Call on Monday", browser.Text("main"), StringComparison.Ordinal);

        await clinic.AdmitFreelyAsync();
        await browser.OpenAsync($"/Patients/{referral.PatientId}/Admit");
        Assert.Equal($"{track.Id}", browser.Element("input[name='Form.TrackId'][checked]").GetAttribute("value"));
        await browser.SubmitAsync(CallForm, browser.Admission(("Form.TrackId", $"{track.Id}")));
        Assert.Contains("is admitted to", browser.Toast, StringComparison.Ordinal);
        var closed = await clinic.InDatabaseAsync(db => db.Referrals.SingleAsync(r => r.Id == referral.Id));
        Assert.Equal((ReferralOutcome.Admitted, null), (closed.Outcome, closed.WaitsForId));
        // From the admission on it is the care team's.
        await browser.OpenAsync($"/Referrals/{referral.Id}");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task Nobody_waits_for_a_track_of_another_site_or_in_the_past_and_whoever_waits_for_a_retired_one_stays_in_sight()
    {
        var (elsewhere, closing) = await clinic.InDatabaseAsync(async db =>
        {
            var there = new Domain.Programs.Program((await db.Sites.SingleAsync(s => s.Name == "Northgate")).Id, "Far IOP", LevelOfCare.IntensiveOutpatient);
            var far = there.AddTrack("Far", PartOfDay.Morning);
            var here = (await db.Programs.Include(p => p.Tracks).FirstAsync(p => p.SiteId != there.SiteId)).AddTrack("Closing", PartOfDay.Evening);
            db.Add(there);
            await db.SaveChangesAsync();
            return (far.Id, here.Id);
        });
        var browser = await NewAsync();
        await SaveAsync(browser, "Stranded");
        var referral = await ReferralAsync(browser);
        Assert.Null(browser.Page.QuerySelector($"option[value='{elsewhere}']"));
        await browser.SubmitAsync(WaitForm, ("Wait.TrackId", $"{elsewhere}"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Choose a track from the list."), (browser.Status, browser.Text("#Wait_TrackId-error")));
        await browser.SubmitAsync(WaitForm, ("Wait.TrackId", $"{closing}"), ("Wait.NextAction", "Call"), ("Wait.NextActionOn", "1950-01-01"));
        Assert.Equal("This day is over. Enter today or a later day.", browser.Text("#Wait_NextActionOn-error"));
        await browser.SubmitAsync(WaitForm, ("Wait.NextActionOn", "2030-01-07"));
        Assert.Equal("They are on the waitlist of Closing.", browser.Toast);
        await clinic.InDatabaseAsync(db => db.Tracks.Where(t => t.Id == closing).ExecuteUpdateAsync(set => set.SetProperty(t => t.RetiredAt, clinic.Time.GetUtcNow())));

        await browser.OpenAsync("/Referrals/Waitlist");

        Assert.Contains("Closing, ", browser.Text($"[aria-labelledby=closed] tr:has(a[href='/Referrals/{referral.Id}'])"), StringComparison.Ordinal);
        using var csv = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, "https://localhost/Referrals/Waitlist?handler=Csv"));
        Assert.Contains("Quarterman, Stranded", await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await browser.OpenAsync($"/Referrals/{referral.Id}");
        Assert.Contains("Waits for Closing, ", browser.Text("[aria-labelledby=wait]"), StringComparison.Ordinal);
        await browser.SubmitAsync("form[action*='handler=LeaveWaitlist']");
        Assert.Null((await ReferralAsync(browser)).WaitsForId);
    }

    [Fact]
    public async Task What_a_colleague_saved_of_the_hand_off_is_not_blanked_by_a_page_that_was_opened_before()
    {
        const string handOff = "form[action*='handler=Papers']";
        var stale = await NewAsync();
        await SaveAsync(stale, "Handed", ("Form.Call.Source", "Inpatient"));
        var today = ClinicClock.DateIn(ClinicClock.Zone("America/New_York"), clinic.Time.GetUtcNow());
        var colleague = await (await clinic.SignInAsync(Role.Intake)).OpenAsync(stale.Address.AbsolutePath);
        await colleague.SubmitAsync(handOff, ("Papers.RecordsRequested", $"{today.AddDays(-3):yyyy-MM-dd}"));
        Assert.Equal("The hand-off is noted.", colleague.Toast);

        await stale.SubmitAsync(handOff, ("Papers.MedicationList", $"{today.AddDays(-1):yyyy-MM-dd}"));

        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("Records requested", stale.Text("[aria-labelledby=conflict]"), StringComparison.Ordinal);
        Assert.Equal($"{today.AddDays(-1):yyyy-MM-dd}", stale.Value("Papers.MedicationList"));
        Assert.Equal(new HandOff(today.AddDays(-3), null, null, null), (await ReferralAsync(stale)).HandOff);
        await stale.SubmitAsync(handOff, ("Papers.RecordsRequested", $"{today.AddDays(-3):yyyy-MM-dd}"));
        Assert.Equal(new HandOff(today.AddDays(-3), null, null, today.AddDays(-1)), (await ReferralAsync(stale)).HandOff);
    }

    [Fact]
    public async Task The_screen_the_waitlist_and_the_outcome_are_not_written_over_either()
    {
        var stale = await NewAsync();
        await SaveAsync(stale, "Overtaken");
        var (address, tracks) = (stale.Address.AbsolutePath, await clinic.InDatabaseAsync(db => db.Tracks.Where(t => t.Name == "Weekend" || t.Name == "Morning").OrderBy(t => t.Name).ToListAsync()));
        foreach (var (form, saved, typed, said) in new (string, (string, string?)[], (string, string?)[], string)[]
        {
            (WaitForm, [("Wait.TrackId", $"{tracks[0].Id}"), ("Wait.Priority", "High")], [("Wait.TrackId", $"{tracks[1].Id}")], "Morning, "),
            ("form[action*='handler=Screen']", [("Screen.Answers[0].Fit", "Yes")], [("Screen.Answers[0].Fit", "No")], "Yes"),
            ("form[action*='handler=Close']", [("Wait.NextAction", "Call her sister")], [("Outcome.Outcome", "Declined"), ("Outcome.OutcomeReason", "Not heard of.")], "Waitlisted"),
        })
        {
            await stale.OpenAsync(address);
            var colleague = await (await clinic.SignInAsync(Role.Intake)).OpenAsync(address);
            await colleague.SubmitAsync(saved[0].Item1.StartsWith("Wait", StringComparison.Ordinal) ? WaitForm : form, saved);
            Assert.Equal((form, HttpStatusCode.OK), (form, colleague.Status));
            var before = await ReferralAsync(stale);

            await stale.SubmitAsync(form, typed);

            Assert.Equal((form, HttpStatusCode.Conflict), (form, stale.Status));
            Assert.Contains(said, stale.Text("[aria-labelledby=conflict] td[data-label='Theirs:']"), StringComparison.Ordinal);
            Assert.Equal(typed[^1].Item2, stale.Value(typed[^1].Item1));
            Assert.Equal(before.Version, (await ReferralAsync(stale)).Version);
        }
    }

    [Fact]
    public async Task Two_admissions_at_once_take_the_last_seat_once()
    {
        var track = await clinic.InDatabaseAsync(async db =>
        {
            var found = await db.Tracks.SingleAsync(t => t.Name == "Afternoon");
            found.Hold(await db.Episodes.CountAsync(e => e.TrackId == found.Id && e.DischargedOn == null) + 1);
            await db.SaveChangesAsync();
            return found;
        });
        await clinic.AdmitFreelyAsync();
        var browser = await NewAsync();
        var forms = new List<(Uri Address, List<KeyValuePair<string, string>> Fields)>();
        for (var i = 0; i < 2; i++)
        {
            await browser.OpenAsync("/Referrals/New");
            await SaveAsync(browser, $"Seat{i}");
            await browser.OpenAsync($"/Patients/{(await ReferralAsync(browser)).PatientId}/Admit");
            forms.Add(browser.Fill(CallForm, browser.Admission(("Form.TrackId", $"{track.Id}"))));
        }

        var answers = await Task.WhenAll(forms.Select(form => Task.Run(() => browser.SendAsync(form.Address, form.Fields))));

        Assert.Single(answers, a => a.StatusCode is HttpStatusCode.Redirect);
        var refused = Assert.Single(answers, a => a.StatusCode is HttpStatusCode.UnprocessableEntity);
        Assert.Contains("This track is full.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(track.Capacity, await clinic.InDatabaseAsync(db => db.Episodes.CountAsync(e => e.TrackId == track.Id && e.DischargedOn == null)));
    }

    [Fact]
    public async Task A_time_for_assessments_is_added_offered_and_taken_back()
    {
        var browser = await (await clinic.SignInAsync(Role.Administrator)).OpenAsync("/AssessmentTimes");
        var clinician = await clinic.InDatabaseAsync(db => db.Staff.SingleAsync(s => s.Email == "clinician@demo.example"));
        (string, string?)[] time = [("Form.StaffMemberId", $"{clinician.Id}"), ("Form.Day", "Sunday"), ("Form.StartsAt", "19:15"), ("Form.Minutes", "60")];
        await browser.SubmitAsync("form.panel-narrow", time);
        Assert.Contains("on Sundays at", browser.Toast, StringComparison.Ordinal);
        await browser.SubmitAsync("form.panel-narrow", time);
        Assert.Contains("This clinician already has an assessment at that time.", browser.Refusals);

        var added = await clinic.InDatabaseAsync(db => db.AssessmentTimes.SingleAsync(t => t.StaffMemberId == clinician.Id && t.Minutes == 60));
        await browser.PostAsync(
            new Uri(browser.Address, $"/AssessmentTimes?handler=Remove&which={added.Id}"),
            [KeyValuePair.Create("__RequestVerificationToken", browser.Value("__RequestVerificationToken"))]);
        Assert.Equal("The time is no longer offered. What is booked stays.", browser.Toast);
    }

    private async Task<Browser> NewAsync() => await (await clinic.SignInAsync(Role.Intake)).OpenAsync("/Referrals/New");

    private static Task<Browser> SaveAsync(Browser browser, string given, params (string Name, string? Value)[] answers)
    {
        // Born in years of their own: names that sound alike are asked about otherwise.
        var number = Interlocked.Increment(ref _count);
        (string Name, string? Value)[] usual =
        [
            ("Form.Given", given), ("Form.Family", "Quarterman"), ("Form.BirthDate", $"{1930 + number}-04-01"), ("Form.Call.Source", "Self"),
            ("Form.Call.Concern", "Cannot sleep."), ("Form.Call.Payer", "Harbor Mutual"), ("Form.Call.MayContact", "true"),
        ];
        return browser.SubmitAsync(CallForm, [.. usual.ExceptBy(answers.Select(a => a.Name), u => u.Name), .. answers]);
    }

    private static Task<Browser> BookFirstAsync(Browser browser) => browser.PostAsync(
        new Uri(browser.Address, browser.Element("button.slot").GetAttribute("formaction")!), browser.Fill("form.slots").Fields);

    private Task<Referral> ReferralAsync(Browser browser)
    {
        var key = Id<Referral>.Parse(browser.Address.Segments[^1].Trim('/'), null);
        return clinic.InDatabaseAsync(db => db.Referrals.AsNoTracking().SingleAsync(r => r.Id == key));
    }

    private Task<Patient> PatientAsync(Referral referral) => clinic.InDatabaseAsync(db => db.Patients.AsNoTracking().SingleAsync(p => p.Id == referral.PatientId));
}
