using FluentValidation;
using IopClinic.Domain;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>The alumni of a group: of them is written down who came, and nothing else.</summary>
public sealed partial class LogPage
{
    /// <summary>The tick that was set or taken away.</summary>
    [BindProperty]
    public AlumnusForm Alumnus { get; set; } = new();

    /// <summary>Who has a place on the day of the session, and who came, as they are called.</summary>
    public IReadOnlyList<AlumnusView> Alumni { get; private set; } = [];

    /// <summary>Writes down that one of the alumni came, or takes it back.</summary>
    [AlsoNeeds(Can.LogSessions)]
    public async Task<IActionResult> OnPostAlumnusAsync()
    {
        if (await db.SessionOnAsync(Date, Id) is not GroupSession session || !await db.MayOpenAsync(session)
            || await db.AlumniPlaces.SingleOrDefaultAsync(place => place.Id == Alumnus.Id && place.GroupId == session.GroupId) is not { } place)
        {
            return Missing();
        }

        var presence = await db.AlumniPresences.SingleOrDefaultAsync(presence => presence.SessionId == Id && presence.PlaceId == place.Id);
        if (presence is null && Alumnus.Came)
        {
            db.AlumniPresences.Add(new AlumniPresence(session, place, await MeAsync(), clock.Now));
        }
        else if (presence is not null && !Alumnus.Came)
        {
            db.AlumniPresences.Remove(presence);
        }

        await db.SaveChangesAsync();
        return RedirectToPage();
    }

    private async Task<List<AlumnusView>> AlumniAsync(Id<Group> group)
    {
        var found = await (
            from place in db.AlumniPlaces.AsNoTracking()
            where place.GroupId == @group && place.From <= Date && (place.Until == null || place.Until >= Date)
            orderby place.Called
            select new { place.Id, place.PatientId, place.Called, Came = db.AlumniPresences.Any(p => p.SessionId == Id && p.PlaceId == place.Id) }).ToListAsync();
        return found.ConvertAll(one => new AlumnusView(one.Id, one.Called, one.Came));
    }

    public sealed record AlumnusView(Id<AlumniPlace> Id, string Called, bool Came);

    public sealed class AlumnusForm
    {
        public Id<AlumniPlace>? Id { get; set; }

        public bool Came { get; set; }

        public sealed class Validator : AbstractValidator<AlumnusForm>
        {
            public Validator() => RuleFor(f => f.Id).NotNull().WithMessage("Say who came.");
        }
    }
}
