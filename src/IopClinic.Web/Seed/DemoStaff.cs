using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Commands;

namespace IopClinic.Web.Seed;

/// <summary>The people who work at the demo clinic.</summary>
internal sealed class DemoStaff
{
    private readonly Id<Site> _site;
    private readonly List<StaffMember> _all = [];

    public DemoStaff(Site site, DateOnly today)
    {
        _site = site.Id;
        var lapsed = ClinicWeek.Of(today).Monday.AddDays(-4);
        var years = (int ago) => today.AddYears(-ago).AddDays(-17);

        foreach (var person in DemoSignIns.All)
        {
            Join(person.Given, person.Family, person.Role, person.Email);
        }

        Clinician = With(Role.Clinician);
        Clinician.Hold([new("LPC", "0701-014482", years(7), null), new("CSAC", "0710-103317", years(4), null)]);
        Supervisor = With(Role.Supervisor);
        Supervisor.Hold([new("LCSW", "0904-008125", years(16), null), new("CSAC", "0710-100946", years(12), null)]);
        Prescriber = With(Role.Prescriber);
        Prescriber.Hold([new("PMHNP", "0024-179630", years(5), null)]);

        Whitehorse = Join("Daniel", "Whitehorse", Role.Clinician, "daniel.whitehorse@demo.example");
        Whitehorse.Hold([new("LMFT", "0717-001894", years(9), null)]);
        Rahman = Join("Aisha", "Rahman", Role.Clinician, "aisha.rahman@demo.example");
        Rahman.Hold([new("LCSW", "0904-011752", years(6), null)]);
        Morita = Join("Kenji", "Morita", Role.Clinician, "kenji.morita@demo.example");
        Morita.Hold([new("LPC", "0701-012039", years(8), null), new("ATR-BC", "19-204", years(3), null)]);
        Baptiste = Join("Camille", "Baptiste", Role.Clinician, "camille.baptiste@demo.example");
        // Renewed a day late last week: what was billed for that Thursday waits. An assistant's certificate that became the full one: signatures before that day carry the former.
        Baptiste.Hold([new("CSAC-A", "0711-000733", years(5), years(2).AddDays(-1)), new("CSAC", "0710-104150", years(2), lapsed.AddDays(-1)), new("CSAC", "0710-104150", lapsed.AddDays(1), null)]);
        Resident = Join("Noah", "Feldman", Role.Clinician, "noah.feldman@demo.example");
        Resident.Hold([new("LPC-R", "0704-017266", years(1), null)]);
        Resident.WorkUnder(Supervisor.Id, needsCoSignature: true);
        foreach (var therapist in new[] { Clinician, Whitehorse, Rahman, Morita, Baptiste })
        {
            therapist.WorkUnder(Supervisor.Id, needsCoSignature: false);
        }

        foreach (var person in new[] { Clinician, Supervisor, Whitehorse, Rahman, Morita, Baptiste, Resident })
        {
            person.MeetAt($"https://meet.example/{person.Name.Family.ToLowerInvariant()}");
        }

        StateHours();
    }

    public IReadOnlyList<StaffMember> All => _all;

    /// <summary>Who signs in as the demo clinician, and leads groups on every day of the week.</summary>
    public StaffMember Clinician { get; }

    public StaffMember Supervisor { get; }

    public StaffMember Prescriber { get; }

    /// <summary>Sees people through to the first day of treatment.</summary>
    /// <summary>Works through the records that were opened in an emergency.</summary>
    public StaffMember PrivacyOfficer => With(Role.PrivacyOfficer);

    public StaffMember Intake => With(Role.Intake);

    public StaffMember Administrator => With(Role.Administrator);

    public StaffMember Whitehorse { get; }

    public StaffMember Rahman { get; }

    public StaffMember Morita { get; }

    public StaffMember Baptiste { get; }

    /// <summary>Writes under supervision: the notes need the supervisor's signature too.</summary>
    public StaffMember Resident { get; }

    /// <summary>Who carries a caseload of one-to-one patients.</summary>
    public IReadOnlyList<StaffMember> Therapists => [Clinician, Whitehorse, Rahman, Morita, Baptiste, Resident];

    /// <summary>When they work; of those who sit in the office nobody has said so.</summary>
    private void StateHours()
    {
        DayOfWeek[] week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
        DayOfWeek[] weekend = [DayOfWeek.Saturday, DayOfWeek.Sunday];
        Clinician.WorkAt([.. On(week, 8.5, 12.75), .. On(week, 13.25, 17), .. On(weekend, 8.5, 12.5)]);
        Supervisor.WorkAt([.. On(week, 9, 17), .. On([DayOfWeek.Tuesday, DayOfWeek.Thursday], 17, 20)]);
        Prescriber.WorkAt([.. On(week, 9, 12), .. On(week, 13, 17)]);
        Whitehorse.WorkAt([.. On(week, 12.5, 20.5)]);
        Rahman.WorkAt([.. On(week, 9, 13), .. On([DayOfWeek.Monday, DayOfWeek.Wednesday], 16, 20)]);
        Morita.WorkAt([.. On(week, 9, 17), .. On(weekend, 12, 15)]);
        Baptiste.WorkAt([.. On([DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday], 12, 21), .. On(weekend, 10, 15)]);
        Resident.WorkAt([.. On(week, 8.5, 16)]);

        static IEnumerable<WorkingHours> On(IEnumerable<DayOfWeek> days, double from, double until) =>
            days.Select(day => new WorkingHours(day, TimeOnly.FromTimeSpan(TimeSpan.FromHours(from)), TimeOnly.FromTimeSpan(TimeSpan.FromHours(until))));
    }

    private StaffMember With(Role role) => _all.Single(member => member.Roles.Contains(role));

    private StaffMember Join(string given, string family, Role role, string email)
    {
        var member = new StaffMember(new PersonName(given, family), email, _site, [role]);
        _all.Add(member);
        return member;
    }
}
