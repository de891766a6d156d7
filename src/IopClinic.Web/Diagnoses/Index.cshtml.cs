using System.Text.RegularExpressions;
using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace IopClinic.Web.Diagnoses;

/// <summary>The search in the list of diagnosis codes; also what the fields ask in which a code is picked. It knows no patient.</summary>
[Authorize(Can.Assess)]
public sealed partial class IndexModel(CodeLibrary library, ClinicDb db, ClinicClock clock) : ClinicPage
{
    public const int Longest = 100;

    private const int OfAPage = 50;
    private const int OfAField = 12;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Q { get; set; }

    /// <summary>The field that asks, by which the choices are told apart.</summary>
    [FromQuery(Name = "field")]
    public string? Field { get; set; }

    public CodesFound Found { get; private set; } = CodesFound.Nothing;

    public string? Edition => library.List.Edition;

    public int Billable => library.List.Billable;

    public void OnGet() => Found = Search(OfAPage);

    public IActionResult OnGetFound() => Partial("_Codes", Search(OfAPage));

    public IActionResult OnGetPicks() => Partial("_Picks", Search(OfAField));

    private CodesFound Search(int most)
    {
        var asked = Q?.Trim() ?? "";
        var found = library.List.Search(asked[..Math.Min(asked.Length, Longest)], clock.Today(db.Actor.Zone), most + 1);
        return new CodesFound(asked, [.. found.Take(most)], found.Count > most, FieldName().IsMatch(Field ?? "") ? Field! : "code");
    }

    [GeneratedRegex("^[A-Za-z0-9_]{1,60}$")]
    private static partial Regex FieldName();
}

/// <summary>What was found.</summary>
/// <param name="Asked">What was asked.</param>
/// <param name="Codes">The first that fit.</param>
/// <param name="HasMore">Whether more do.</param>
/// <param name="For">The field that asked.</param>
public sealed record CodesFound(string Asked, IReadOnlyList<DiagnosisCode> Codes, bool HasMore, string For)
{
    internal static readonly CodesFound Nothing = new("", [], HasMore: false, "code");
}
