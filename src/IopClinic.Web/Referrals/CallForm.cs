using FluentValidation;
using IopClinic.Domain.Programs;
using IopClinic.Domain.Referrals;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace IopClinic.Web.Referrals;

/// <summary>What a first call tells, beside who the patient is.</summary>
public sealed class CallForm
{
    public ReferralSource? Source { get; set; }

    public string? CallerName { get; set; }

    public string? CallerRelationship { get; set; }

    public string? CallerPhone { get; set; }

    public string? Facility { get; set; }

    public DateOnly? FacilityDischarge { get; set; }

    [ManyLines]
    public string Concern { get; set; } = "";

    public Urgency Urgency { get; set; }

    public string? Payer { get; set; }

    public string? MemberNumber { get; set; }

    public string? PolicyHolder { get; set; }

    public List<PartOfDay> Availability { get; set; } = [];

    public List<Constraint> Constraints { get; set; } = [];

    public string? ConstraintDetails { get; set; }

    public bool MayContact { get; set; }

    public static IEnumerable<SelectListItem> Sources { get; } =
        Enum.GetValues<ReferralSource>().Select(source => new SelectListItem(ReferralWords.Of(source), source.ToString())).ToList();

    public static CallForm Of(Referral referral) => new()
    {
        Source = referral.Source,
        CallerName = referral.CallerName,
        CallerRelationship = referral.CallerRelationship,
        CallerPhone = referral.CallerPhone,
        Facility = referral.Facility,
        FacilityDischarge = referral.FacilityDischarge,
        Concern = referral.Concern,
        Urgency = referral.Urgency,
        Payer = referral.Payer,
        MemberNumber = referral.MemberNumber,
        PolicyHolder = referral.PolicyHolder,
        Availability = [.. referral.Availability],
        Constraints = [.. referral.Constraints],
        ConstraintDetails = referral.ConstraintDetails,
        MayContact = referral.MayContact,
    };

    public ReferralCall Call() => new()
    {
        Source = Source!.Value,
        CallerName = CallerName,
        CallerRelationship = CallerRelationship,
        CallerPhone = CallerPhone,
        Facility = Facility,
        FacilityDischarge = FacilityDischarge,
        Concern = Concern,
        Urgency = Urgency,
        Payer = Payer,
        MemberNumber = MemberNumber,
        PolicyHolder = PolicyHolder,
        Availability = Availability,
        Constraints = Constraints,
        ConstraintDetails = ConstraintDetails,
        MayContact = MayContact,
    };

    public sealed class Validator : AbstractValidator<CallForm>
    {
        public Validator()
        {
            RuleFor(f => f.Source).NotNull().WithMessage("Choose who sends them.");
            RuleFor(f => f.CallerName).MaximumLength(200);
            RuleFor(f => f.CallerRelationship).MaximumLength(100);
            RuleFor(f => f.CallerPhone).MaximumLength(40);
            RuleFor(f => f.Facility).MaximumLength(200);
            RuleFor(f => f.FacilityDischarge)
                .Null().When(f => f.Source is { } source && !source.IsStepDown())
                .WithMessage("A discharge date belongs to a hospital, partial hospital or residential stay.");
            RuleFor(f => f.Concern).NotEmpty().WithMessage("Enter what brings them, in their own words where you can.")
                .MaximumLength(Referral.MaximumConcern).WithMessage($"Shorten this to {Referral.MaximumConcern:N0} characters.");
            RuleFor(f => f.Payer).MaximumLength(200);
            RuleFor(f => f.MemberNumber).MaximumLength(60);
            RuleFor(f => f.PolicyHolder).MaximumLength(200);
            RuleFor(f => f.ConstraintDetails).MaximumLength(1000);
        }
    }
}
