using FluentValidation;
using IopClinic.Domain;
using IopClinic.Domain.Patients;

namespace IopClinic.Web.Sessions;

/// <summary>What an open roll tells by itself: in which row its person is at work, and what it shows.</summary>
public sealed class TogetherForm
{
    /// <summary>More than any roll has, in characters.</summary>
    private const int Longest = 20_000;

    /// <summary>In whose row; null in none.</summary>
    public Id<Patient>? Row { get; set; }

    /// <summary>The rows as they stand on the page, as "key:version key:version"; without a version where it wants to hear nothing of a row.</summary>
    public string? Rows { get; set; }

    /// <summary>The version of the part for the whole group; null where it wants to hear nothing of it.</summary>
    public string? Shared { get; set; }

    /// <summary>Whether the page is being closed.</summary>
    public bool Leaving { get; set; }

    internal IReadOnlyList<(Id<Patient> Patient, string Version)> Shown =>
    [
        .. (Rows ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row.Split(':', 2))
            .Select(parts => (Guid.TryParse(parts[0], out var key) ? new Id<Patient>(key) : default, parts.ElementAtOrDefault(1) ?? "")),
    ];

    public sealed class Validator : AbstractValidator<TogetherForm>
    {
        public Validator()
        {
            RuleFor(f => f.Rows).MaximumLength(Longest).WithMessage("Load the page again.");
            RuleFor(f => f.Shared).MaximumLength(20).WithMessage("Load the page again.");
        }
    }
}
