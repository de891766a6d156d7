using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IopClinic.Web.Patients.Import.Fhir;

/// <summary>Reads Condition and AllergyIntolerance resources (R4).</summary>
internal sealed class RecordReading(DateOnly today)
{
    private const int LongestText = 500;

    /// <summary>The condition, or null with the reasons in <paramref name="found"/>.</summary>
    public ReadCondition? Condition(JsonElement resource, ImportPlace place, string? fullUrl, Findings found)
    {
        var (codings, text) = Coded(resource, "condition", found);
        var verification = resource.CodeIn("verificationStatus", found.Note);
        if (verification == "entered-in-error")
        {
            found.Refuse("The source says that it was entered in error.");
        }

        var (onset, onsetText) = Moment(resource, "onset", found);
        var (abatement, abatementText) = Moment(resource, "abatement", found);
        if (onset?.First > abatement?.Last)
        {
            found.Note($"It ends ({abatement}) before it begins ({onset}); both are kept as given.");
        }

        var recorded = resource.Date("recordedDate", "recorded date", today, Dropped(found));
        return found.Refused
            ? null
            : new ReadCondition(
                place, SourceId(resource, fullUrl, codings, text, onset, found), codings, text, onset, onsetText, abatement, abatementText,
                recorded, resource.CodeIn("clinicalStatus", found.Note), verification);
    }

    /// <summary>The allergy, or null with the reasons in <paramref name="found"/>.</summary>
    public ReadAllergy? Allergy(JsonElement resource, ImportPlace place, string? fullUrl, Findings found)
    {
        var reactions = resource.Items("reaction", found.Note, 20).ToList();
        var (codings, text) = Coded(resource, "allergy", found, reactions);
        var verification = resource.CodeIn("verificationStatus", found.Note);
        if (verification == "entered-in-error")
        {
            found.Refuse("The source says that it was entered in error.");
        }

        var (onset, _) = Moment(resource, "onset", found);
        var recorded = resource.Date("recordedDate", "recorded date", today, Dropped(found));
        var criticality = resource.Text("criticality", "criticality", 50, found.Note);
        if (criticality is not (null or "low" or "high" or "unable-to-assess"))
        {
            found.Note($"The criticality \"{Fields.Shortened(criticality)}\" is not one of FHIR's and was left out.");
            criticality = null;
        }

        return found.Refused
            ? null
            : new ReadAllergy(
                place, SourceId(resource, fullUrl, codings, text, onset, found), codings, text,
                resource.Text("type", "kind of the allergy", 50, found.Note),
                resource.Texts("category", "category of the allergy", 50, found.Note), criticality,
                reactions.SelectMany(reaction => Reaction(reaction, found)).Distinct(StringComparer.Ordinal).Take(20).ToList(),
                onset, recorded, resource.CodeIn("clinicalStatus", found.Note), verification);
    }

    private static (IReadOnlyList<ReadCoding> Codings, string? Text) Coded(
        JsonElement resource, string what, Findings found, IReadOnlyList<JsonElement>? reactions = null)
    {
        IReadOnlyList<ReadCoding> codings = [];
        string? text = null;
        if (resource.Part("code", found.Note) is { } concept)
        {
            codings = concept.Codings(what, found.Note);
            text = concept.Text("text", what, LongestText, found.Note);
        }

        foreach (var reaction in codings.Count == 0 && text is null ? reactions ?? [] : [])
        {
            if (reaction.Part("substance", found.Note) is { } substance)
            {
                codings = substance.Codings(what, found.Note);
                text = substance.Text("text", what, LongestText, found.Note);
                break;
            }
        }

        if (codings.Count == 0 && text is null)
        {
            found.Refuse($"It does not say which {what} it is: it has neither a code nor a text.");
        }

        foreach (var system in codings.Select(coding => coding.System).Distinct())
        {
            if (system is null)
            {
                found.Note("It has a code without a code system; it is kept as given.");
            }
            else if (!CodeSystems.Knows(system))
            {
                found.Note($"The code system {Fields.Shortened(system)} is not one the clinic knows; its code is kept as given.");
            }
        }

        return (codings, text);
    }

    private static List<string> Reaction(JsonElement reaction, Findings found)
    {
        var words = reaction.Items("manifestation", found.Note, 10)
            .Select(concept => concept.Text("text", "reaction", LongestText, found.Note)
                ?? concept.Codings("reaction", found.Note).Select(coding => coding.Display ?? coding.Code).FirstOrDefault())
            .OfType<string>()
            .ToList();
        return words.Count > 0 ? words
            : reaction.Text("description", "reaction", LongestText, found.Note) is { } description ? [description]
            : [];
    }

    /// <summary>onset[x] or abatement[x]: a date, the start (the end) of a period, or words such as an age.</summary>
    private (PartialDate? Date, string? Text) Moment(JsonElement resource, string property, Findings found)
    {
        var dropped = Dropped(found);
        if (resource.Date(property + "DateTime", property, today, dropped) is { } date)
        {
            return (date, null);
        }

        if (resource.Part(property + "Period", found.Note) is { } period
            && period.Date(property == "onset" ? "start" : "end", property, today, dropped) is { } bound)
        {
            return (bound, null);
        }

        if (resource.Part(property + "Age", found.Note) is { } age && Quantity(age, found) is { } years)
        {
            return (null, "at the age of " + years);
        }

        if (resource.Part(property + "Range", found.Note) is { } range)
        {
            var low = range.Part("low", found.Note) is { } l ? Quantity(l, found) : null;
            var high = range.Part("high", found.Note) is { } h ? Quantity(h, found) : null;
            return (null, (low, high) switch
            {
                (null, null) => null,
                (_, null) => $"from the age of {low}",
                (null, _) => $"up to the age of {high}",
                _ => $"between the ages of {low} and {high}",
            });
        }

        return (null, resource.Text(property + "String", property, LongestText, found.Note));
    }

    private static string? Quantity(JsonElement quantity, Findings found)
    {
        if (!quantity.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Number || value.GetRawText().Length > 20)
        {
            return null;
        }

        var unit = quantity.Text("unit", "unit", 30, found.Note) ?? quantity.Text("code", "unit", 30, found.Note);
        return unit is null or "a" ? value.GetRawText() : $"{value.GetRawText()} {unit}";
    }

    /// <summary>A date beside the point does not cost the condition or allergy itself; the report says that it was dropped.</summary>
    private static Action<string> Dropped(Findings found) => sentence => found.Note(sentence + " It is kept without it.");

    /// <summary>
    /// The id that tells this record from the patient's others: the resource's own, else its identifier, else its address, else a
    /// fingerprint of what it says, so that even a source without ids can be imported twice and adds nothing.
    /// </summary>
    private static string SourceId(
        JsonElement resource, string? fullUrl, IReadOnlyList<ReadCoding> codings, string? text, PartialDate? onset, Findings found)
    {
        if (PatientReading.ResourceId(resource, found) is { } id)
        {
            return id;
        }

        foreach (var identifier in resource.Items("identifier", found.Note, 5))
        {
            if (identifier.Text("value", "identifier", 100, found.Note) is { } value)
            {
                return $"{identifier.Text("system", "identifier's system", 90, found.Note)}|{value}";
            }
        }

        if (fullUrl is { Length: <= 200 })
        {
            return fullUrl;
        }

        var codes = codings.Select(coding => $"{coding.System}|{coding.Code}|{coding.Display}");
        var said = string.Join('\n', codes.Append(text).Append(onset?.ToString()));
        return "said:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)).AsSpan(0, 16));
    }
}
