using IopClinic.Database.Reading;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Skills;
using IopClinic.Web.Skills;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>The skills of a session: what it teaches, what its group still lacks, and what is followed up with each patient.</summary>
public sealed partial class LogPage
{
    public SkillsView Skills { get; private set; } = SkillsView.Nothing;

    private async Task<SkillsFound> FindSkillsAsync(List<Id<Patient>> patients, House house)
    {
        var (taught, practices) = await db.TogetherAsync(
            () => db.TaughtAsync(patients, HttpContext.RequestAborted),
            () => db.SkillPractices.AsNoTracking().Where(practice => practice.SessionId == Id).ToListAsync());
        return new SkillsFound(house.Skills, taught.FindAll(one => one.ClinicDate <= Date && one.SessionId != Id), practices);
    }

    private void ShowSkills(Session session, Service service, Saved? saved, SkillsFound found)
    {
        var (catalogue, earlier, practices) = found;
        var tagged = session.Skills.Select(tag => tag.SkillId).ToHashSet();
        var ticked = Form.Skills is { } typed && saved?.Skills is not { Refused: null } ? [.. typed.Ids] : tagged;
        var patients = session.Roster.Select(place => place.PatientId).ToList();
        var families = SkillFamilies.Of(service);
        var here = patients.FindAll(patient => session.Attendances.FirstOrDefault(seen => seen.PatientId == patient) is not { IsAbsence: true });
        var next = session is GroupSession && !session.IsSigned
            ? NextSkill.For(
                catalogue.Where(skill => !tagged.Contains(skill.Id)), here, earlier.Select(one => (one.PatientId, one.SkillId)), families)
            : [];
        var names = catalogue.ToDictionary(skill => skill.Id, skill => skill.Name);
        ChipView Chip(Skill skill, string? lack = null) => new(skill.Id, skill.Name, skill.Description, ticked.Contains(skill.Id), lack);
        Skills = new SkillsView(
            [.. next.Select(one => Chip(one.Skill, SkillWords.Lack(one)))],
            [.. catalogue.Where(skill => (tagged.Contains(skill.Id) || ticked.Contains(skill.Id)) && next.All(one => one.Skill.Id != skill.Id)).Select(skill => Chip(skill))],
            [
                .. catalogue.Where(skill => !skill.IsRetired && !tagged.Contains(skill.Id) && !ticked.Contains(skill.Id) && next.All(one => one.Skill.Id != skill.Id))
                    .OrderByDescending(skill => families.Contains(skill.Family))
                    .GroupBy(skill => skill.Family, skill => Chip(skill)),
            ],
            LogForm.SkillsRow.Print(tagged),
            [.. catalogue.Where(skill => tagged.Contains(skill.Id)).Select(skill => skill.Name)]);

        var said = practices.ToLookup(practice => practice.PatientId);
        var recent = earlier.Where(one => one.ClinicDate >= Date.AddDays(-SkillQueries.DaysOfFollowUp)).ToLookup(one => one.PatientId, one => one.SkillId);
        Rows = [.. Rows.Select(row => row with { Practices = PracticesOf(row, recent[row.PatientId].Concat(tagged), [.. said[row.PatientId]], names, saved) })];
    }

    private List<PracticeView> PracticesOf(
        RowView row, IEnumerable<Id<Skill>> asked, List<SkillPractice> said, Dictionary<Id<Skill>, string> names, Saved? saved)
    {
        var refused = saved?.Rows.FirstOrDefault(outcome => outcome.PatientId == row.PatientId) is { Refused: not null };
        var typed = saved is null || refused ? Form.Rows.Find(typed => typed?.PatientId == row.PatientId)?.Practices ?? [] : [];
        return asked.Concat(said.Select(practice => practice.SkillId)).Distinct()
            .Select(skill =>
            {
                var stands = said.Find(practice => practice.SkillId == skill)?.Step ?? PracticeStep.None;
                return new PracticeView(skill, names[skill], typed.Find(one => one?.SkillId == skill)?.Step ?? stands, stands);
            })
            .OrderBy(practice => practice.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
    }

    /// <param name="Catalogue">All skills.</param>
    /// <param name="Earlier">What those on the roll were taught before.</param>
    /// <param name="Practices">What was followed up in this session.</param>
    private sealed record SkillsFound(IReadOnlyList<Skill> Catalogue, List<TaughtSkill> Earlier, List<SkillPractice> Practices);

    /// <param name="Next">What most of the group still lacks.</param>
    /// <param name="Ticked">What the session teaches.</param>
    /// <param name="Others">Everything else that could be ticked, what the service works on first.</param>
    /// <param name="Was">What the page showed as taught.</param>
    /// <param name="Taught">Names of what stands as taught.</param>
    public sealed record SkillsView(
        IReadOnlyList<ChipView> Next,
        IReadOnlyList<ChipView> Ticked,
        IReadOnlyList<IGrouping<SkillFamily, ChipView>> Others,
        string Was,
        IReadOnlyList<string> Taught)
    {
        public static readonly SkillsView Nothing = new([], [], [], "", []);

        /// <summary>There is nothing in the catalogue that could be shown.</summary>
        public bool IsEmpty => Next.Count == 0 && Ticked.Count == 0 && Others.Count == 0;
    }

    /// <param name="Lack">How many of the group have not had it, where it is suggested.</param>
    public sealed record ChipView(Id<Skill> Id, string Name, string What, bool IsTicked, string? Lack);

    /// <param name="Step">What the form shows.</param>
    /// <param name="Was">What stands saved.</param>
    public sealed record PracticeView(Id<Skill> SkillId, string Name, PracticeStep Step, PracticeStep Was);
}
