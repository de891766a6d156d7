using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Web.Account;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.History;

/// <summary>Everything that was read and changed in the clinic, by day.</summary>
[Authorize(Can.ReadHistory)]
public sealed class IndexModel(ClinicDb db, ClinicClock clock) : HistoryPage(db, clock)
{
    public override string Path => "/History";

    /// <summary>A patient to narrow the history to; names stand in no address.</summary>
    [BindProperty]
    public FindForm Find { get; set; } = new();

    public IReadOnlyList<PatientLine>? Matches { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    [Limited(Often.Search)]
    public async Task<IActionResult> OnPostFindAsync()
    {
        Matches = [.. (await Db.FindPatientsAsync(Find.Search)).Take(PatientQueries.MostShown)];
        Ask.Patient = null;
        await LoadAsync();
        return Page();
    }

    public override async Task LoadAsync()
    {
        await ShowAsync(Ask.In(Db));
        Asked = Ask.Patient is { } patient
            ? await Db.Patients.AsNoTracking().Where(p => p.Id == patient).Select(p => new AskedPatient(p.Id, p.Mrn, p.Name)).SingleOrDefaultAsync()
            : null;
        Db.RecordShown([], "History", evenNobody: true);
    }

    [NeedsConfirmation]
    [Limited(Often.Export)]
    public async Task<IActionResult> OnGetCsvAsync()
    {
        var file = await ExportAsync(Ask.In(Db), "history.csv");
        Db.RecordShown([], "HistoryExport", evenNobody: true);
        return file;
    }

    public sealed class FindForm
    {
        public string Search { get; set; } = "";

        public sealed class Validator : AbstractValidator<FindForm>
        {
            public Validator() =>
                RuleFor(f => f.Search).NotEmpty().WithMessage("Type part of a name, an MRN, a phone number or a birth date.")
                    .MaximumLength(100).WithMessage("Search for at most 100 characters.");
        }
    }
}
