using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Assessments;
using IopClinic.Web.Patients;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Assessments;

/// <summary>A patient's assessments, newest first, and the start of the next one.</summary>
[Authorize(Can.Assess)]
public sealed class ListPage(ClinicDb db, ClinicClock clock) : PatientPage(db, clock)
{
    /// <summary>More than anybody has: a patient is assessed once a year.</summary>
    private const int Most = 50;

    public IReadOnlyList<Line> Assessments { get; private set; } = [];

    public Line? UnderWay => Assessments.FirstOrDefault(a => a.SignedAt is null);

    protected override string Reads => "Assessments";

    public Task OnGetAsync() => LoadAsync();

    [WithoutForm]
    public async Task<IActionResult> OnPostStartAsync()
    {
        var patient = await Db.Patients.SingleAsync(p => p.Id == Id);
        var me = await Db.Staff.SingleAsync(s => s.Id == SignedIn);
        var (previous, known) = await new WhatIsKnown(Db).OfAsync(Id);
        var assessment = Assessment.Begin(patient, previous, known, me, Today, Clock.Now);
        Db.Assessments.Add(assessment);
        await Db.SaveChangesAsync();
        Toast(known.Count == 0 ? "The assessment is begun." : "The assessment is begun. What was known is filled in and waits to be confirmed.");
        return RedirectToPage("/Assessments/Section", new { id = Id.ToString(), assessment = assessment.Id.ToString(), section = AssessmentCatalog.Sections[0].Key });
    }

    public override async Task LoadAsync() => Assessments = await (
        from assessment in Db.Assessments.AsNoTracking()
        where assessment.PatientId == Id
        join staff in Db.Staff on assessment.StartedById equals staff.Id
        orderby assessment.ClinicDate descending, assessment.StartedAt descending
        select new Line(assessment.PatientId, assessment.Id, assessment.Kind, assessment.ClinicDate, staff.Name, assessment.SignedAt, assessment.CoSignerId != null && assessment.CoSignedAt == null)).Take(Most).ToListAsync();

    public sealed record Line(
        Id<Domain.Patients.Patient> PatientId, Id<Assessment> Id, AssessmentKind Kind, DateOnly Date, PersonName StartedBy, DateTimeOffset? SignedAt, bool LacksCoSignature);
}
