using FluentValidation;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Patients.Import;

/// <summary>Takes patients from FHIR files that somebody sends, and shows what became of each.</summary>
/// <remarks>
/// A file that is too large for the importer still fits into the request, so that it is answered with a sentence in the report and
/// not with a connection that breaks off while the browser is sending.
/// </remarks>
[Authorize(Can.ImportPatients)]
[RequestSizeLimit(MostBytes)]
[RequestFormLimits(MultipartBodyLengthLimit = MostBytes)]
public sealed class IndexModel(ClinicDb db, IServiceScopeFactory scopes, ImportLimits limits) : ClinicPage
{
    /// <summary>All files of one upload together, with what the form adds around them.</summary>
    public const long MostBytes = 420L * 1024 * 1024;

    private const int MostFiles = 100;

    [BindProperty]
    public ImportForm Form { get; set; } = new();

    public IReadOnlyList<SelectListItem> Sites { get; private set; } = [];

    /// <summary>What the import did; null before.</summary>
    public ImportReport? Report { get; private set; }

    /// <summary>The names behind the report's links.</summary>
    public IReadOnlyDictionary<Id<Patient>, PersonName> Names { get; private set; } = new Dictionary<Id<Patient>, PersonName>();

    public long MostBytesOfAFile => limits.FileBytes;

    public async Task OnGetAsync()
    {
        Form.SiteId = db.Actor.SiteId;
        await LoadAsync();
    }

    public override async Task LoadAsync()
    {
        var theirs = db.Reach!.Sites;
        Sites = await db.Sites.AsNoTracking().Where(site => theirs.Contains(site.Id)).OrderBy(site => site.Name)
            .Select(site => new SelectListItem(site.Name, site.Id.ToString())).ToListAsync();
    }

    /// <summary>Each patient comes in by a transaction of their own, so that one who is refused holds up nobody.</summary>
    [OwnTransactions]
    public async Task<IActionResult> OnPostAsync()
    {
        var cancel = HttpContext.RequestAborted;
        Site site;
        await using (await db.BeginWorkAsync(cancel))
        {
            var sites = db.Reach!.Sites;
            site = await db.Sites.AsNoTracking().SingleOrDefaultAsync(known => known.Id == Form.SiteId && sites.Contains(known.Id), cancel)
                ?? throw new RuleViolation("Choose a site from the list.", nameof(Form.SiteId));
        }

        var sources = Form.Files.Select((file, at) => new ImportSource(NameOf(file, at), file.OpenReadStream)).ToList();

        // A scope of its own: the importer forgets after each patient whatever its context knows.
        await using (var apart = scopes.CreateAsyncScope())
        {
            db.Actor.LendTo(apart.ServiceProvider.GetRequiredService<Actor>());
            Report = await apart.ServiceProvider.GetRequiredService<ImportPatients>().Run(sources, site, cancel: cancel);
        }

        await using var work = await db.BeginWorkAsync(cancel);
        var ids = Report.Lines.Select(line => line.Patient).OfType<Id<Patient>>().Distinct().ToList();
        Names = await db.Patients.AsNoTracking().Where(patient => ids.Contains(patient.Id))
            .Select(patient => new { patient.Id, patient.Name }).ToDictionaryAsync(named => named.Id, named => named.Name, cancel);
        await work.CommitAsync(cancel);
        await LoadAsync();
        if (Report.Count(ImportOutcome.FileRefused) == sources.Count)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        return Page();
    }

    /// <summary>The file's own name, without the folder that some browsers send along.</summary>
    private static string NameOf(IFormFile file, int at)
    {
        var name = file.FileName[(file.FileName.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.Length is 0 or > 200 || TypedText.Fault(name, manyLines: false) is not null ? $"File {at + 1}" : name;
    }

    public sealed class ImportForm
    {
        public List<IFormFile> Files { get; set; } = [];

        public Id<Site>? SiteId { get; set; }

        public sealed class Validator : AbstractValidator<ImportForm>
        {
            public Validator()
            {
                RuleFor(form => form.Files)
                    .NotEmpty().WithMessage("Choose at least one file.")
                    .Must(files => files.Count <= MostFiles).WithMessage($"Send at most {MostFiles} files at once.");
                RuleFor(form => form.SiteId).NotNull().WithMessage("Choose a site from the list.");
            }
        }
    }
}
