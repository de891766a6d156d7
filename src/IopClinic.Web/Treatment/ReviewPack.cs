using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Measures;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Measures;
using IopClinic.Web.Shared;
using IopClinic.Web.Skills;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Treatment;

/// <summary>Everything a review looks at, put together from the record: nobody collects it.</summary>
public sealed record ReviewPack
{
    /// <summary>Longer looks back show the weeks nearest to today.</summary>
    private const int MostWeeks = 26;

    private const int MostEvents = 30;

    public required DateOnly Since { get; init; }

    public required DateOnly Until { get; init; }

    /// <summary>Each clinic week, oldest first.</summary>
    public required IReadOnlyList<Week> Weeks { get; init; }

    /// <summary>How many sessions came to which end.</summary>
    public required IReadOnlyDictionary<AttendanceStatus, int> Attendance { get; init; }

    public required IReadOnlyList<Course> Measures { get; init; }

    /// <summary>By objective what signed notes say of it.</summary>
    public required IReadOnlyDictionary<Guid, Thread> Threads { get; init; }

    public required IReadOnlyList<TrendEvent> Events { get; init; }

    /// <summary>What was taught since then, and how often the patient was seen to practice or use it.</summary>
    public required IReadOnlyList<Taught> Skills { get; init; }

    /// <summary>Minutes a week that the program asks for.</summary>
    public required int Minimum { get; init; }

    /// <summary>Minutes a week that the plan prescribes.</summary>
    public required int Prescribed { get; init; }

    public int Sessions => Attendance.Values.Sum();

    public int Attended => Attendance.Where(one => one.Key is not (AttendanceStatus.ExcusedAbsence or AttendanceStatus.UnexcusedAbsence)).Sum(one => one.Value);

    /// <summary>In whole percent; null where there was no session.</summary>
    public int? Rate => Sessions == 0 ? null : (int)Math.Round(100m * Attended / Sessions, MidpointRounding.AwayFromZero);

    /// <summary>Minutes in an average week that was not cut short by the beginning or by today.</summary>
    public int? Usual => Weeks.Any(week => week.IsWhole) ? (int)Math.Round(Weeks.Where(week => week.IsWhole).Average(week => week.Attended)) : null;

    public static async Task<ReviewPack> OfAsync(
        ClinicDb db, Patient patient, Episode episode, Domain.Programs.Program program, PlanContent plan, InstrumentLibrary library, DateOnly since, DateOnly until)
    {
        var first = ClinicWeek.Of(since).Monday;
        var earliest = ClinicWeek.Of(until).Monday.AddDays(-7 * (MostWeeks - 1));
        var begin = first < earliest ? earliest : first;
        var booked = await (
            from place in db.RosterPlaces.AsNoTracking()
            where place.PatientId == patient.Id && place.ClinicDate >= begin && place.ClinicDate <= until
            join session in db.Sessions on new { Id = place.SessionId, place.ClinicDate } equals new { session.Id, session.ClinicDate }
            where session.CancelledAt == null
            join service in db.Services on session.ServiceId equals service.Id
            from attendance in db.Attendances.Where(a => a.SessionId == place.SessionId && a.PatientId == place.PatientId).DefaultIfEmpty()
            select new
            {
                place.ClinicDate,
                session.StartsAt,
                session.EndsAt,
                session.BreakMinutes,
                service.CountsTowardHours,
                Status = attendance == null ? (AttendanceStatus?)null : attendance.Status,
                Minutes = attendance == null ? 0 : attendance.Minutes,
            }).ToListAsync();
        var weeks = booked.GroupBy(one => ClinicWeek.Of(one.ClinicDate).Monday).OrderBy(week => week.Key).Select(week => new Week(
            week.Key,
            week.Where(one => one.CountsTowardHours).Sum(one => (int)(one.EndsAt - one.StartsAt).TotalMinutes - one.BreakMinutes),
            week.Where(one => one.CountsTowardHours).Sum(one => one.Minutes),
            week.Key >= episode.AdmittedOn && week.Key.AddDays(6) < until)).ToList();
        var finished = await db.Measures.AsNoTracking()
            .Where(m => m.PatientId == patient.Id && m.CompletedAt != null && m.WithdrawnAt == null && m.ClinicDate >= episode.AdmittedOn.AddDays(-14) && m.ClinicDate <= until)
            .OrderBy(m => m.ClinicDate).ThenBy(m => m.StartedAt).ToListAsync();
        var sex = MeasureWords.SexOf(patient.BirthSex);
        var measures = finished.GroupBy(m => m.InstrumentCode).Select(course =>
        {
            var instrument = library.Find(course.Key);
            var last = course.Last();
            var totals = course.Where(m => m.Total is not null).ToList();
            var change = (instrument is not null && totals.Count > 1) ? instrument.Change.Between(totals[0].Total!.Value, totals[^1].Total!.Value) : null;
            var band = instrument?.BandsFor(sex).FirstOrDefault(b => b.Code == last.Band)?.Label;
            return new Course(course.Key, [.. totals.Select(m => (m.ClinicDate, m.Total!.Value))], last.ClinicDate, band, change);
        }).OrderBy(course => course.Code, StringComparer.Ordinal).ToList();
        var events = (await db.CourseEventsAsync(patient.Id)).Where(e => e.On >= since && e.On <= until).Take(MostEvents).ToList();
        var linked = await (
            from one in db.Standing()
            where one.PatientId == patient.Id && one.ClinicDate >= since && one.ClinicDate <= until
            join note in db.Notes on one.NoteId equals note.Id
            orderby one.ClinicDate, note.Id
            select new { one.ObjectiveId, one.ClinicDate, one.Progress, note.Text, note.InTheirWords }).ToListAsync();
        var taught = await (
            from one in db.TaughtTo([patient.Id])
            where one.ClinicDate >= since && one.ClinicDate <= until
            join skill in db.Skills on one.SkillId equals skill.Id
            select new { one.PatientId, skill.Id, skill.Name }).ToListAsync();
        var practised = await db.SkillPractices.AsNoTracking().Where(one => one.PatientId == patient.Id && one.ClinicDate >= since && one.ClinicDate <= until)
            .Select(one => new { one.PatientId, one.SkillId, one.Step }).ToListAsync();
        var steps = practised.ToLookup(one => one.SkillId, one => one.Step);
        return new ReviewPack
        {
            Skills =
            [
                .. taught.GroupBy(one => (one.Id, one.Name)).OrderByDescending(skill => skill.Count()).ThenBy(skill => skill.Key.Name, StringComparer.CurrentCulture)
                    .Select(skill => new Taught(skill.Key.Name, skill.Count(), steps[skill.Key.Id].Count(step => step is PracticeStep.Practised), steps[skill.Key.Id].Count(step => step is PracticeStep.Used))),
            ],
            Threads = linked.GroupBy(one => one.ObjectiveId.Value).ToDictionary(of => of.Key, of => new Thread(
                of.Count(),
                [.. of.Where(one => one.Progress is not null).Select(one => (int)one.Progress!.Value)],
                of.Last().ClinicDate,
                of.Last().Text,
                of.Last().InTheirWords)),
            Since = since,
            Until = until,
            Weeks = weeks,
            Attendance = booked.Where(one => one.ClinicDate >= since && one.Status is not null).GroupBy(one => one.Status!.Value).ToDictionary(one => one.Key, one => one.Count()),
            Measures = measures,
            Events = events,
            Minimum = program.WeeklyMinutesMinimum,
            Prescribed = await PrescribedAsync(db, plan),
        };
    }

    /// <summary>The figures in one sentence each, as they are signed.</summary>
    public IReadOnlyList<string> Figures()
    {
        var figures = new List<string>();
        if (Rate is { } rate)
        {
            var absent = Attendance.GetValueOrDefault(AttendanceStatus.UnexcusedAbsence);
            figures.Add($"Attended {Attended} of {Sessions} sessions ({rate} %){(absent > 0 ? $", {absent} missed without an excuse" : "")}.");
        }

        if (Usual is { } usual)
        {
            figures.Add($"In a usual week {Show.Minutes(usual)} attended; the plan prescribes {Show.Minutes(Prescribed)}, the program asks for {Show.Minutes(Minimum)}.");
        }

        figures.AddRange(Measures.Where(course => course.Totals.Count > 0).Select(course => course.Sentence));
        if (Skills.Count > 0)
        {
            figures.Add($"Taught {Skills.Count} skills, {Skills.Count(skill => skill.Practised + skill.Used > 0)} of them seen in practice.");
        }

        figures.AddRange(Events.Where(e => e.IsCrisis).Select(e => $"{e.Words}, {Show.Date(e.On)}."));
        return figures;
    }

    /// <summary>The beginning of the sentence that the clinician completes; it is not signed as it is.</summary>
    public string LowerStarter() => Starter(
        Measures.Where(course => course.Totals.Count > 0).Select(course => course.Sentence),
        "A less intensive level of care would not be enough, because");

    public string HigherStarter() => Starter(
        Rate is { } rate ? [$"Attended {rate} % of the sessions.", Events.Any(e => e.IsCrisis) ? "Critical answers or crisis sessions since the last review stand above." : "No crisis since the last review."] : [],
        "A more intensive level of care is not needed, because");

    private static string Starter(IEnumerable<string> facts, string sentence) => string.Join(' ', facts.Append(sentence));

    private static async Task<int> PrescribedAsync(ClinicDb db, PlanContent plan)
    {
        var counted = await db.Services.AsNoTracking().Where(s => s.CountsTowardHours).Select(s => s.Id).ToListAsync();
        return (int)Math.Round(Prescription.Of(plan).Where(one => counted.Contains(one.ServiceId)).Sum(one => one.WeeklyMinutes));
    }

    /// <summary>One skill.</summary>
    public sealed record Taught(string Skill, int Times, int Practised, int Used)
    {
        public string Words => string.Join(", ", new[]
        {
            Times == 1 ? "taught once" : $"taught {Times} times",
            Practised > 0 ? $"practised {Practised} times" : null,
            Used > 0 ? $"used {Used} times" : null,
        }.OfType<string>());
    }

    /// <summary>What signed notes say of one objective.</summary>
    /// <param name="Notes">How many were about it.</param>
    /// <param name="Ratings">Progress from 1 (setback) to 5 (achieved), oldest first.</param>
    /// <param name="LastOn">The clinic date of the last one.</param>
    /// <param name="LastText">What it says.</param>
    /// <param name="LastWords">What of the patient it quotes; null where it does not.</param>
    public sealed record Thread(int Notes, IReadOnlyList<int> Ratings, DateOnly LastOn, string? LastText, string? LastWords)
    {
        public string Sentence => $"{(Notes == 1 ? "1 note" : $"{Notes} notes")}, the last on {Show.Date(LastOn)}"
            + (Ratings.Count == 0 ? "; not rated" : $"; rated {string.Join(" → ", Ratings.TakeLast(10))} of 5");
    }

    /// <summary>One clinic week.</summary>
    /// <param name="Monday">Its first day.</param>
    /// <param name="Booked">Minutes that count and were booked.</param>
    /// <param name="Attended">Minutes that count and were attended.</param>
    /// <param name="IsWhole">It lies wholly between the admission and the review.</param>
    public sealed record Week(DateOnly Monday, int Booked, int Attended, bool IsWhole);

    /// <summary>One questionnaire over the episode.</summary>
    public sealed record Course(string Code, IReadOnlyList<(DateOnly On, decimal Total)> Totals, DateOnly LastOn, string? Band, Change? Change)
    {
        public string Sentence => Totals is [var only]
            ? $"{Code} {MeasureWords.Number(only.Total)}{(Band is null ? "" : $" ({Band.ToLowerInvariant()})")} on {Show.Date(only.On)}."
            : $"{Code} {MeasureWords.Number(Totals[0].Total)} at first, {MeasureWords.Number(Totals[^1].Total)}{(Band is null ? "" : $" ({Band.ToLowerInvariant()})")} on {Show.Date(Totals[^1].On)}"
                + $"{(Change is { IsReliable: true } ? ", reliably better" : Change is { IsReliableDeterioration: true } ? ", reliably worse" : "")}.";
    }
}
