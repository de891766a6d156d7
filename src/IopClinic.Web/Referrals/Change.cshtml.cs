using FluentValidation;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Referrals;

/// <summary>Corrects what the call told.</summary>
[Authorize(Can.TakeReferrals)]
public sealed class ChangeModel(ClinicDb db, ClinicClock clock) : ReferralPage(db, clock)
{
    [BindProperty]
    public ChangeForm Form { get; set; } = new();

    public async Task OnGetAsync()
    {
        var referral = await Db.Referrals.AsNoTracking().SingleAsync(r => r.Id == Id);
        Form = new ChangeForm { Call = CallForm.Of(referral), Version = referral.Version };
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var referral = await ReferralAsync();
        Db.Entry(referral).Property(r => r.Version).OriginalValue = Form.Version;
        referral.Describe(Form.Call.Call(), Today);
        await Db.SaveChangesAsync();
        Toast("The referral is changed.");
        return RedirectToPage("/Referrals/Referral", new { id = Id.ToString() });
    }

    protected internal override async Task OnConflictAsync()
    {
        Form.Version = await Db.Referrals.Where(r => r.Id == Id).Select(r => r.Version).SingleAsync();
        ModelState.Remove("Form.Version");
    }

    public sealed class ChangeForm
    {
        public CallForm Call { get; set; } = new();

        public uint Version { get; set; }

        public sealed class Validator : AbstractValidator<ChangeForm>
        {
            public Validator() => RuleFor(f => f.Call).SetValidator(new CallForm.Validator());
        }
    }
}
