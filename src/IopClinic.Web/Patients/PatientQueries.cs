using System.Globalization;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Staff;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients;

/// <summary>One line of a list of patients.</summary>
public sealed record PatientLine
{
    public required Id<Patient> Id { get; init; }

    public required PersonName Name { get; init; }

    public string? PreferredName { get; init; }

    public required DateOnly BirthDate { get; init; }

    public required string Mrn { get; init; }

    public RiskLevel Risk { get; init; }

    public DateOnly? DeceasedOn { get; init; }

    /// <summary>The open episode; null for somebody who is not in treatment now.</summary>
    public InTreatment? Care { get; init; }

    /// <summary>Found by likeness, not by what was typed.</summary>
    public bool OnlySimilar { get; init; }
}

/// <summary>The open episode of a patient as lists show it.</summary>
public sealed record InTreatment(
    Id<Episode> EpisodeId, string Program, string Track, DateOnly AdmittedOn, int PlannedWeeks, PersonName Clinician);

/// <summary>How patients are looked for.</summary>
public static class PatientQueries
{
    /// <summary>The most patients a search looks at before it sorts them.</summary>
    public const int MostCandidates = 500;

    /// <summary>The most patients a search shows.</summary>
    public const int MostShown = 50;

    /// <summary>Below this many exact hits a search also offers names that merely look alike.</summary>
    private const int FewHits = 5;

    /// <summary>
    /// Patients with every typed word somewhere in their names, MRN, phones or birth date, best first; where those are few, followed
    /// by patients whose words look alike. One more than <see cref="MostShown"/> means that there are more.
    /// </summary>
    public static async Task<IReadOnlyList<PatientLine>> FindPatientsAsync(this ClinicDb db, string typed)
    {
        var words = await db.WordsAsync(typed);
        if (words.Count == 0)
        {
            return [];
        }

        var exact = await words
            .Aggregate(db.Patients.AsNoTracking(), (patients, word) => patients.Mentioning(db, word))
            .BestFor(db, words);
        if (exact.Count >= FewHits || !words.Any(word => word.IsName))
        {
            return exact;
        }

        var known = exact.Select(line => line.Id).ToList();
        // The threshold of "looks alike" is a setting of the server; it holds for this request's transaction and nobody else.
        await db.Database.ExecuteSqlAsync($"select set_config('pg_trgm.word_similarity_threshold', '0.4', true)");
        var similar = await words
            .Aggregate(db.Patients.AsNoTracking(), (patients, word) => word.IsName ? patients.LookingLike(db, word) : patients.Mentioning(db, word))
            .Where(p => !known.Contains(p.Id))
            .BestFor(db, words);
        return [.. exact, .. similar.Select(line => line with { OnlySimilar = true })];
    }

    /// <summary>
    /// Who could be the same person: the same name and birth date, a name that sounds the same with the same birth year, or the same
    /// telephone number.
    /// </summary>
    public static async Task<IReadOnlyList<PossibleDuplicate>> PossibleDuplicatesAsync(
        this ClinicDb db, PersonName name, DateOnly birthDate, IEnumerable<string?> phones)
    {
        var (given, family) = (name.Given, name.Family);
        // Ten digits are a number with its area code; a country code before it does not make it another number.
        var numbers = phones.Select(Digits).Where(digits => digits.Length >= 7).Select(digits => $"%{digits[^Math.Min(10, digits.Length)..]}%")
            .Distinct().ToArray();
        var (first, second) = (numbers.ElementAtOrDefault(0), numbers.ElementAtOrDefault(1));
        return await db.Database.SqlQuery<PossibleDuplicate>($"""
            select d.id as "Id", case when seen.id is null then {given} else d.given end as "Given",
              case when seen.id is null then {family} else d.family end as "Family",
              case when seen.id is null then null else d.preferred_name end as "PreferredName",
              case when seen.id is null then {birthDate} else d.birth_date end as "BirthDate",
              d.mrn as "Mrn", d.same_name as "SameName", d.same_phone as "SamePhone", seen.id is not null as "IsVisible"
            from possible_duplicates({given}, {family}, {birthDate}, {first}, {second}) d
            left join patients seen on seen.id = d.id
            where seen.id is not null or d.same_name
            order by d.same_name desc, d.same_phone desc, d.family, d.given, d.id
            limit 20
            """).ToListAsync();
    }

    /// <summary>The lines of the patients whose episodes these are, by name.</summary>
    public static IQueryable<PatientLine> Lines(this IQueryable<Episode> episodes, ClinicDb db) =>
        from episode in episodes
        join patient in db.Patients on episode.PatientId equals patient.Id
        join program in db.Programs on episode.ProgramId equals program.Id
        join track in db.Tracks on episode.TrackId equals track.Id
        join clinician in db.Staff on episode.PrimaryClinicianId equals clinician.Id
        orderby patient.Name.Family, patient.Name.Given, episode.Id
        select new PatientLine
        {
            Id = patient.Id,
            Name = patient.Name,
            PreferredName = patient.PreferredName,
            BirthDate = patient.BirthDate,
            Mrn = patient.Mrn,
            Risk = patient.Risk,
            DeceasedOn = patient.DeceasedOn,
            Care = new InTreatment(episode.Id, program.Name, track.Name, episode.AdmittedOn, episode.PlannedWeeks, clinician.Name),
        };

    /// <summary>Fewer letters than three are in so many names that looking through them until there are enough is quicker than any index.</summary>
    private static IQueryable<Patient> Mentioning(this IQueryable<Patient> patients, ClinicDb db, Word word) => word.Text.Length < 3
        ? patients.Where(p => EF.Functions.Like(EF.Property<string>(p, "SearchText"), word.Pattern, "\\"))
        : patients.Where(p => db.PatientsMentioning(word.Pattern, word.Also).Any(found => found.PatientId == p.Id));

    private static IQueryable<Patient> LookingLike(this IQueryable<Patient> patients, ClinicDb db, Word word) =>
        patients.Where(p => db.PatientsLookingLike(word.Text).Any(found => found.PatientId == p.Id));

    private static async Task<IReadOnlyList<PatientLine>> BestFor(this IQueryable<Patient> patients, ClinicDb db, IReadOnlyList<Word> words)
    {
        var asked = string.Join(' ', words.Select(word => word.Text));
        return await patients
            .Take(MostCandidates)
            .OrderByDescending(p => EF.Functions.TrigramsWordSimilarity(asked, EF.Property<string>(p, "SearchText")))
            .ThenBy(p => p.Name.Family).ThenBy(p => p.Name.Given).ThenBy(p => p.Id)
            .Take(MostShown + 1)
            .Select(p => new PatientLine
            {
                Id = p.Id,
                Name = p.Name,
                PreferredName = p.PreferredName,
                BirthDate = p.BirthDate,
                Mrn = p.Mrn,
                Risk = p.Risk,
                DeceasedOn = p.DeceasedOn,
                Care = (
                    from episode in db.Episodes
                    where episode.PatientId == p.Id && episode.DischargedOn == null
                    join program in db.Programs on episode.ProgramId equals program.Id
                    join track in db.Tracks on episode.TrackId equals track.Id
                    join clinician in db.Staff on episode.PrimaryClinicianId equals clinician.Id
                    orderby episode.AdmittedOn descending
                    select new InTreatment(
                        episode.Id, program.Name, track.Name, episode.AdmittedOn, episode.PlannedWeeks, clinician.Name)).FirstOrDefault(),
            })
            .ToListAsync();
    }

    /// <summary>What was typed, word by word, spelled as the search text is: without accents, in small letters.</summary>
    private static async Task<IReadOnlyList<Word>> WordsAsync(this ClinicDb db, string typed)
    {
        var parts = IsTelephone(typed) ? [Digits(typed)] : typed.Split([' ', ',', ';', '\u00a0'], StringSplitOptions.RemoveEmptyEntries);
        var spelled = await db.Database
            .SqlQuery<string>($"""
                select searchable(part) as "Value" from unnest({parts}) with ordinality as parts (part, place) order by place
                """)
            .ToListAsync();
        return spelled.Where(text => text.Length > 0).Distinct().Take(8).Select(Word.Of).ToList();
    }

    /// <summary>A number of seven digits or more, however it is written; the country code before ten digits is dropped by <see cref="Word.Of"/>.</summary>
    private static bool IsTelephone(string typed) =>
        Digits(typed).Length >= 7 && typed.All(IsOfTelephone) && DateOf(typed) is null;

    private static bool IsOfTelephone(char c) => char.IsAsciiDigit(c) || c is ' ' or '(' or ')' or '-' or '.' or '+';

    private static string Digits(string? text) => string.Concat((text ?? "").Where(char.IsAsciiDigit));

    private static DateOnly? DateOf(string text) => DateOnly.TryParseExact(
        text.Trim(), ["yyyy-M-d", "M/d/yyyy", "M-d-yyyy", "M.d.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>One typed word.</summary>
    /// <param name="Text">As the search text spells it.</param>
    /// <param name="Pattern">It anywhere in the search text.</param>
    /// <param name="Also">Another way the search text may hold it: a date in the one order, a number by its digits alone.</param>
    private sealed record Word(string Text, string Pattern, string? Also)
    {
        /// <summary>Only what has letters can be a mistyped name.</summary>
        public bool IsName => Text.Length >= 3 && Text.Any(char.IsLetter) && !Text.Any(char.IsAsciiDigit);

        public static Word Of(string text) => new(text, Anywhere(text), AlsoWritten(text) is { } also ? Anywhere(also) : null);

        private static string? AlsoWritten(string text)
        {
            if (DateOf(text) is { } date)
            {
                return date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            }

            var digits = Digits(text);
            return digits.Length < 3 || !text.All(IsOfTelephone) ? null : digits is ['1', ..] && digits.Length == 11 ? digits[1..] : digits;
        }

        private static string Anywhere(string text) =>
            $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
    }
}

/// <summary>Somebody already registered who could be the person on the form.</summary>
public sealed record PossibleDuplicate(
    Guid Id, string Given, string Family, string? PreferredName, DateOnly BirthDate, string Mrn, bool SameName, bool SamePhone, bool IsVisible)
{
    public string Why => !IsVisible ? "Same name and birth date, in treatment here" : (SameName, SamePhone) switch
    {
        (true, true) => "Same name, birth date and phone",
        (true, false) => "Same name and birth date",
        (false, true) => "Same phone",
        _ => "Sounds alike, born the same year",
    };
}
