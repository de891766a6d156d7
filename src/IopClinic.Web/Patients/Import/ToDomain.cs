using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Web.Patients.Import.Fhir;

namespace IopClinic.Web.Patients.Import;

/// <summary>
/// What was read, in the words of the clinic's record. Where the record has no room for something it is left out and
/// <paramref name="note"/> says so; nothing is cut or guessed.
/// </summary>
internal sealed class ToDomain(Action<string> note)
{
    public Demographics Demographics(ReadPatient read)
    {
        var language = read.Languages.FirstOrDefault(spoken => spoken.Preferred)
            ?? read.Languages.FirstOrDefault(spoken => spoken.Code is not null);
        return new Demographics
        {
            Name = new PersonName(
                read.Name.Given[0],
                read.Name.Family!,
                Fit(string.Join(' ', read.Name.Given.Skip(1)), PersonName.MaximumLength, "middle names"),
                Fit(string.Join(' ', read.Name.Suffix), 20, "name's suffix")),
            BirthDate = read.BirthDate,
            PreferredName = read.PreferredName,
            Pronouns = Fit(read.Pronouns, 40, "pronouns"),
            Gender = read.Gender switch
            {
                ReadGender.Male => Gender.Male,
                ReadGender.Female => Gender.Female,
                ReadGender.Other => Gender.Other,
                _ => Gender.Unknown,
            },
            BirthSex = read.BirthSex switch { "M" => BirthSex.Male, "F" => BirthSex.Female, _ => BirthSex.Unknown },
            Races = read.Race?.Omb.Select(Race).OfType<Race>().ToList() ?? [],
            Ethnicity = Ethnicity(read.Ethnicity),
            Language = Fit(language?.Code, 20, "language"),
            NeedsInterpreter = read.NeedsInterpreter ?? false,
        };
    }

    public ContactDetails Contact(ReadPatient read)
    {
        // A call to the place of work may tell colleagues where somebody is treated: it comes last.
        var phones = read.Telecoms
            .Where(telecom => telecom.Kind != ReadTelecomKind.Email)
            .OrderBy(telecom => telecom.Use switch { "mobile" => 0, "home" => 1, "work" => 3, _ => 2 })
            .Select(telecom => Fit(telecom.Value, 40, "phone number"))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (phones.Count > 2)
        {
            note("Only two of the phone numbers were kept.");
        }

        return new ContactDetails
        {
            Phone = phones.ElementAtOrDefault(0),
            OtherPhone = phones.ElementAtOrDefault(1),
            Email = Fit(read.Telecoms.FirstOrDefault(telecom => telecom.Kind == ReadTelecomKind.Email)?.Value, 254, "e-mail address"),
            Address = Address(read.Addresses),
        };
    }

    /// <summary>The emergency contact, and the other people around the patient.</summary>
    public (EmergencyContact? Emergency, IReadOnlyList<(string Name, string Relationship, string? Phone)> Others) People(ReadPatient read)
    {
        var emergency = read.Contacts.FirstOrDefault(contact => contact.IsForEmergencies);
        var others = new List<(string, string, string?)>();
        foreach (var contact in read.Contacts.Where(contact => contact != emergency))
        {
            if (contact.Name is { } name)
            {
                others.Add((
                    name,
                    Fit(contact.Relationship, 60, "contact's relationship") ?? "Contact",
                    Fit(contact.Phone, 40, "contact's phone number")));
            }
            else
            {
                note("A contact without a name was left out.");
            }
        }

        return (
            emergency is null
                ? null
                : new EmergencyContact(
                    emergency.Name,
                    Fit(emergency.Relationship, 60, "contact's relationship"),
                    Fit(emergency.Phone, 40, "contact's phone number")),
            others);
    }

    /// <summary>The condition, or null where it says of itself that the patient does not have it.</summary>
    public ConditionHistory? History(ReadCondition read)
    {
        if (read.VerificationStatus == "refuted")
        {
            note("It was left: the source says that the patient does not have it.");
            return null;
        }

        if (Fit(read.Display, 400, "name of the condition") is not { } display)
        {
            return null;
        }

        var status = read.VerificationStatus is null or "confirmed"
            ? read.ClinicalStatus
            : string.Join(", ", new[] { read.ClinicalStatus, read.VerificationStatus }.OfType<string>());
        return new ConditionHistory(
            Fit(read.Code?.System, 200, "code system"),
            read.Code?.Code,
            display,
            Day(read.Onset, "onset"),
            Day(read.Abatement, "end"),
            Fit(status, 40, "status"),
            read.SourceId);
    }

    /// <summary>The reactions as one text.</summary>
    public string? Reaction(ReadAllergy read) => Fit(string.Join("; ", read.Reactions), 200, "reactions");

    public static Criticality Criticality(ReadAllergy read) => read.Criticality switch
    {
        "low" => Domain.Patients.Criticality.Low,
        "high" => Domain.Patients.Criticality.High,
        _ => Domain.Patients.Criticality.Unknown,
    };

    /// <summary>
    /// The day of a death. The record knows whole days only and must not show a dead patient as alive, so a death whose day is not
    /// known is recorded on the last day it can have been.
    /// </summary>
    public DateOnly DayOfDeath(ReadDeath death, DateOnly today)
    {
        var day = death.On is not { } on ? today : on.Last < today ? on.Last : today;
        if (death.On?.Whole is null)
        {
            var said = death.On is { } known ? $"only {known}" : "nothing";
            note($"The source says {said} about the day of death; it is recorded as {day:O}, the last day it can have been.");
        }

        return day;
    }

    private PostalAddress Address(IReadOnlyList<ReadAddress> addresses)
    {
        if (addresses.OrderBy(a => a.Use switch { "home" => 0, null => 1, "temp" => 2, _ => 3 }).FirstOrDefault() is not { } address)
        {
            return PostalAddress.Unknown;
        }

        if (address.Country is not (null or "US" or "USA" or "United States" or "United States of America"))
        {
            note($"The country of the address ({Fields.Shortened(address.Country)}) was left out.");
        }

        return new PostalAddress(
            address.Lines.Count > 0 ? address.Lines[0] : null,
            Fit(string.Join(", ", address.Lines.Skip(1)), 400, "second line of the address"),
            address.City,
            address.State,
            address.PostalCode);
    }

    private DateOnly? Day(PartialDate? date, string what)
    {
        if (date is { Whole: null } partial)
        {
            note($"Its {what} is known as {partial} only; the record keeps whole days, so it was left out.");
        }

        return date?.Whole;
    }

    private Race? Race(ReadCoding coding)
    {
        switch (coding.Code)
        {
            case "1002-5":
                return Domain.Patients.Race.AmericanIndianOrAlaskaNative;
            case "2028-9":
                return Domain.Patients.Race.Asian;
            case "2054-5":
                return Domain.Patients.Race.BlackOrAfricanAmerican;
            case "2076-8":
                return Domain.Patients.Race.NativeHawaiianOrPacificIslander;
            case "2106-3":
                return Domain.Patients.Race.White;
            case "2131-1":
                return Domain.Patients.Race.OtherRace;
            case "ASKU":
                return Domain.Patients.Race.DeclinedToSay;
            case "UNK":
                return null;
            default:
                var (display, code) = (Fields.Shortened(coding.Display ?? ""), Fields.Shortened(coding.Code ?? "no code"));
                note($"The race \"{display}\" ({code}) is not an OMB category and was left out.");
                return null;
        }
    }

    private Ethnicity Ethnicity(ReadGroups? ethnicity)
    {
        switch (ethnicity?.Omb.Select(coding => coding.Code).FirstOrDefault())
        {
            case "2135-2":
                return Domain.Patients.Ethnicity.HispanicOrLatino;
            case "2186-5":
                return Domain.Patients.Ethnicity.NotHispanicOrLatino;
            case "ASKU":
                return Domain.Patients.Ethnicity.DeclinedToSay;
            case null or "UNK":
                return Domain.Patients.Ethnicity.Unknown;
            case { } other:
                note($"The ethnicity {Fields.Shortened(other)} is not an OMB category and was left out.");
                return Domain.Patients.Ethnicity.Unknown;
        }
    }

    private string? Fit(string? text, int most, string what)
    {
        if (text is { Length: var length } && length > most)
        {
            note($"The {what} is {length} characters long; the record keeps {most}, so it was left out.");
            return null;
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }
}
