using System.Text.Json;

namespace IopClinic.Web.Patients.Import.Fhir;

/// <summary>Reads a Patient resource (R4, with the extensions of US Core).</summary>
internal sealed class PatientReading(DateOnly today)
{
    private const string UsCore = "http://hl7.org/fhir/us/core/StructureDefinition/";
    private const string Relationship = "contact's relationship";
    private const int LongestName = 100;
    private static readonly DateOnly Earliest = new(1900, 1, 1);

    /// <summary>The identifiers, without what cannot be kept.</summary>
    public static IReadOnlyList<ReadIdentifier> Identifiers(JsonElement patient, Findings found)
    {
        var identifiers = new List<ReadIdentifier>();
        foreach (var item in patient.Items("identifier", found.Note))
        {
            var type = item.CodeIn("type", found.Note);
            Action<string> complain = type == "MR" ? found.Refuse : found.Note;
            var system = item.Text("system", "identifier's system", 200, complain);
            var use = item.Text("use", "identifier's use", 20, found.Note);
            if (item.Text("value", "identifier", 200, complain) is { } value && use != "old")
            {
                identifiers.Add(new ReadIdentifier(system, value, type));
            }
        }

        return identifiers;
    }

    /// <summary>The resource's own id, when it is one.</summary>
    public static string? ResourceId(JsonElement resource, Findings found) => resource.Text("id", "resource id", 100, found.Note);

    /// <summary>
    /// Reads the patient, without conditions and allergies yet; a patient who cannot be taken in leaves the reasons in
    /// <paramref name="found"/> and is null.
    /// </summary>
    public ReadPatient? Read(JsonElement patient, ImportPlace place, string? fullUrl, Findings found)
    {
        var id = ResourceId(patient, found);
        var resourceKeys = SourceKeys.OfResource(id, fullUrl);
        var identifiers = Identifiers(patient, found);
        var key = SourceKeys.Of(identifiers, resourceKeys);
        if (key is null)
        {
            found.Refuse("It has no identifier by which it could be known again: no record number with a system, and no resource id.");
        }

        var names = patient.Items("name", found.Refuse, 20)
            .Select(name => Name(name, found))
            .OfType<(ReadName Name, bool Ended)>()
            .ToList();
        var name = MainName(names, found);
        var birthDate = BirthDate(patient, found);
        var death = Death(patient, birthDate, found);
        if (patient.Items("link", found.Note).Any(link => link.Text("type", "link's type", 20, found.Note) == "replaced-by"))
        {
            found.Refuse("The source has merged this record into another one; import that one.");
        }

        if (patient.Flag("active", found.Note) == false)
        {
            found.Note("The source marks the record as no longer in use.");
        }

        var (race, ethnicity, birthSex, pronouns, interpreter) = Extensions(patient, found);
        var gender = Gender(patient, found);
        var telecoms = Telecoms(patient, "patient's", found);
        var addresses = patient.Items("address", found.Note, 10).Select(address => Address(address, found)).OfType<ReadAddress>().ToList();
        var languages = patient.Items("communication", found.Note, 10)
            .Select(item => Language(item, found))
            .OfType<ReadLanguage>()
            .ToList();
        var contacts = patient.Items("contact", found.Note, 20).Select(contact => Contact(contact, found)).OfType<ReadContact>().ToList();
        if (found.Refused || key is null || name is null || birthDate is not { } born)
        {
            return null;
        }

        return new ReadPatient(
            place, key, id, resourceKeys, identifiers, name, names.Select(n => n.Name).Where(n => n != name).ToList(), born, death, gender,
            birthSex, race, ethnicity, pronouns, interpreter, telecoms, addresses, languages, contacts, [], []);
    }

    private (ReadName Name, bool Ended)? Name(JsonElement name, Findings found)
    {
        var use = name.Text("use", "name's use", 20, found.Note) switch
        {
            "official" => ReadNameUse.Official,
            "usual" => ReadNameUse.Usual,
            "nickname" => ReadNameUse.Nickname,
            "maiden" => ReadNameUse.Maiden,
            "old" => ReadNameUse.Old,
            "temp" => ReadNameUse.Temp,
            "anonymous" => ReadNameUse.Anonymous,
            _ => ReadNameUse.Unsaid,
        };
        var read = new ReadName(
            use,
            name.Text("family", "family name", LongestName, found.Refuse),
            name.Texts("given", "given name", LongestName, found.Refuse),
            name.Texts("prefix", "name's prefix", 50, found.Note),
            name.Texts("suffix", "name's suffix", 50, found.Note));
        if (read is { Family: null, Given.Count: 0 })
        {
            if (name.Text("text", "name", 300, found.Refuse) is not null)
            {
                found.Note("A name that is given as one text only was left out: it does not say which part is the family name.");
            }

            return null;
        }

        var end = name.Part("period", found.Note)?.Text("end", "name's end", 50, found.Note);
        return (read, PartialDate.TryParse(end, null, out var ended) && ended.Last < today);
    }

    /// <summary>
    /// The official name, else the usual one, else one without a use; never one that has ended, a maiden name or a nickname.
    /// </summary>
    private static ReadName? MainName(List<(ReadName Name, bool Ended)> names, Findings found)
    {
        var name = names
            .Where(n => !n.Ended && n.Name.Use is ReadNameUse.Official or ReadNameUse.Usual or ReadNameUse.Unsaid)
            .OrderBy(n => n.Name.Use switch { ReadNameUse.Official => 0, ReadNameUse.Usual => 1, _ => 2 })
            .Select(n => n.Name)
            .FirstOrDefault();
        if (name is null)
        {
            found.Refuse(names.Count == 0 ? "It has no name." : "It has no current name: only maiden, old, temporary or nicknames.");
        }

        return name;
    }

    private DateOnly? BirthDate(JsonElement patient, Findings found)
    {
        var refusedBefore = found.Refusals.Count;
        var date = patient.Date("birthDate", "birth date", today, found.Refuse);
        if (date is not { } read)
        {
            if (found.Refusals.Count == refusedBefore)
            {
                found.Refuse("It has no birth date.");
            }

            return null;
        }

        if (read.Whole is not { } born)
        {
            found.Refuse($"The birth date {read} is not known to the day.");
            return null;
        }

        if (born < Earliest)
        {
            found.Refuse($"The birth date {read} lies before 1900.");
        }
        else if (born > today)
        {
            found.Refuse($"The birth date {read} lies in the future.");
        }

        return born;
    }

    private ReadDeath? Death(JsonElement patient, DateOnly? birthDate, Findings found)
    {
        var died = patient.Flag("deceasedBoolean", found.Refuse);
        var refusedBefore = found.Refusals.Count;
        if (patient.Date("deceasedDateTime", "date of death", today, found.Refuse) is { } on)
        {
            if (on.Last < birthDate)
            {
                found.Refuse($"The date of death {on} lies before the birth date {birthDate:O}.");
            }
            else if (died == false)
            {
                found.Refuse($"It says that the patient is alive and that the patient died on {on}.");
            }

            return new ReadDeath(on);
        }

        // An unreadable date of death has refused the patient: nobody comes in as alive because a date was broken.
        return died == true && found.Refusals.Count == refusedBefore ? new ReadDeath(null) : null;
    }

    private static ReadGender? Gender(JsonElement patient, Findings found)
    {
        switch (patient.Text("gender", "gender", 20, found.Note))
        {
            case null:
                return null;
            case "male":
                return ReadGender.Male;
            case "female":
                return ReadGender.Female;
            case "other":
                return ReadGender.Other;
            case "unknown":
                return ReadGender.Unknown;
            case { } other:
                found.Note($"The gender \"{Fields.Shortened(other)}\" is not one of FHIR's and was left out.");
                return null;
        }
    }

    private static (ReadGroups? Race, ReadGroups? Ethnicity, string? BirthSex, string? Pronouns, bool? Interpreter) Extensions(
        JsonElement patient, Findings found)
    {
        ReadGroups? race = null, ethnicity = null;
        string? birthSex = null, pronouns = null;
        bool? interpreter = null;
        foreach (var extension in patient.Items("extension", found.Note, 100))
        {
            switch (extension.Text("url", "extension's name", 300, found.Note))
            {
                case UsCore + "us-core-race":
                    race = Groups(extension, "race", found);
                    break;
                case UsCore + "us-core-ethnicity":
                    ethnicity = Groups(extension, "ethnicity", found);
                    break;
                case UsCore + "us-core-birthsex":
                    birthSex = extension.Text("valueCode", "birth sex", 20, found.Note);
                    if (birthSex is not (null or "M" or "F" or "OTH" or "UNK" or "ASKU"))
                    {
                        found.Note($"The birth sex \"{Fields.Shortened(birthSex)}\" is not one of US Core's and was left out.");
                        birthSex = null;
                    }

                    break;
                case "http://hl7.org/fhir/StructureDefinition/individual-pronouns":
                    pronouns = extension.Items("extension", found.Note, 10)
                        .Where(part => part.Text("url", "extension's name", 300, found.Note) == "value")
                        .Select(part => part.Part("valueCodeableConcept", found.Note))
                        .Select(value => value is { } concept ? Words(concept, "pronouns", 100, found) : null)
                        .FirstOrDefault(text => text is not null);
                    break;
                case "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired":
                    interpreter = extension.Flag("valueBoolean", found.Note);
                    break;
                case UsCore + "us-core-interpreter-needed":
                    // SNOMED CT: 373066001 yes, 373067005 no.
                    interpreter = extension.Part("valueCoding", found.Note)?.Coding("need for an interpreter", found.Note)?.Code switch
                    {
                        "373066001" => true,
                        "373067005" => false,
                        _ => interpreter,
                    };
                    break;
            }
        }

        return (race, ethnicity, birthSex, pronouns, interpreter);
    }

    private static ReadGroups? Groups(JsonElement extension, string what, Findings found)
    {
        var (omb, detailed) = (new List<ReadCoding>(), new List<ReadCoding>());
        string? text = null;
        foreach (var part in extension.Items("extension", found.Note, 50))
        {
            var url = part.Text("url", "extension's name", 300, found.Note);
            if (url == "text")
            {
                text = part.Text("valueString", what, 300, found.Note);
            }
            else if (url is "ombCategory" or "detailed"
                && part.Part("valueCoding", found.Note)?.Coding(what, found.Note) is { } coding)
            {
                (url == "ombCategory" ? omb : detailed).Add(coding);
            }
        }

        return omb.Count + detailed.Count == 0 && text is null ? null : new ReadGroups(omb, detailed, text);
    }

    private static List<ReadTelecom> Telecoms(JsonElement owner, string whose, Findings found)
    {
        var telecoms = new List<ReadTelecom>();
        foreach (var item in owner.Items("telecom", found.Note, 20))
        {
            ReadTelecomKind? kind = item.Text("system", $"kind of the {whose} telecom", 20, found.Note) switch
            {
                "phone" => ReadTelecomKind.Phone,
                "email" => ReadTelecomKind.Email,
                "sms" => ReadTelecomKind.Sms,
                _ => null,
            };
            var use = item.Text("use", $"use of the {whose} telecom", 20, found.Note);
            if (kind is { } known && use != "old" && item.Text("value", $"{whose} phone or e-mail", 200, found.Note) is { } value)
            {
                telecoms.Add(new ReadTelecom(known, value, use));
            }
        }

        return telecoms;
    }

    private static ReadAddress? Address(JsonElement address, Findings found)
    {
        var use = address.Text("use", "address's use", 20, found.Note);
        var read = new ReadAddress(
            use,
            address.Texts("line", "address line", 200, found.Note, 5),
            address.Text("city", "city", 100, found.Note),
            address.Text("state", "state", 100, found.Note),
            address.Text("postalCode", "postal code", 20, found.Note),
            address.Text("country", "country", 100, found.Note));
        return use == "old" || read is { Lines.Count: 0, City: null, State: null, PostalCode: null, Country: null } ? null : read;
    }

    private static ReadLanguage? Language(JsonElement communication, Findings found)
    {
        if (communication.Part("language", found.Note) is not { } concept)
        {
            return null;
        }

        var coding = CodeSystems.Principal(concept.Codings("language", found.Note));
        var text = concept.Text("text", "language", 100, found.Note) ?? coding?.Display;
        return coding?.Code is null && text is null
            ? null
            : new ReadLanguage(coding?.Code, text, communication.Flag("preferred", found.Note) ?? false);
    }

    private static ReadContact? Contact(JsonElement contact, Findings found)
    {
        string? name = null;
        if (contact.Part("name", found.Note) is { } named)
        {
            var parts = named.Texts("given", "contact's name", LongestName, found.Note);
            var family = named.Text("family", "contact's name", LongestName, found.Note);
            name = string.Join(' ', parts.Append(family).OfType<string>()) is { Length: > 0 } whole
                ? whole
                : named.Text("text", "contact's name", 200, found.Note);
        }

        // HL7 table 0131: C is the emergency contact, which says nothing about what the person is to the patient.
        var relationships = contact.Items("relationship", found.Note, 10)
            .Select(concept => (Words: Words(concept, Relationship, 100, found), IsForEmergencies: IsForEmergencies(concept, found)))
            .ToList();
        var relationship = relationships.Find(r => r is { IsForEmergencies: false, Words: not null }).Words;
        var telecoms = Telecoms(contact, "contact's", found);
        var phone = telecoms.Find(telecom => telecom.Kind != ReadTelecomKind.Email)?.Value;
        var email = telecoms.Find(telecom => telecom.Kind == ReadTelecomKind.Email)?.Value;
        if (name is null && phone is null && email is null)
        {
            found.Note("A contact without a name, phone or e-mail was left out.");
            return null;
        }

        return new ReadContact(name, relationship, phone, email, relationships.Exists(r => r.IsForEmergencies));
    }

    private static bool IsForEmergencies(JsonElement concept, Findings found) =>
        concept.Codings(Relationship, found.Note).Any(coding => coding.Code == "C")
        || concept.Text("text", Relationship, 100, found.Note)?.Contains("emergency", StringComparison.OrdinalIgnoreCase) == true;

    private static string? Words(JsonElement concept, string what, int longest, Findings found)
    {
        var coding = CodeSystems.Principal(concept.Codings(what, found.Note));
        return concept.Text("text", what, longest, found.Note) ?? coding?.Display ?? coding?.Code;
    }
}
