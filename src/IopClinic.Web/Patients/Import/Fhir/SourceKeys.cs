using System.Text.Json;

namespace IopClinic.Web.Patients.Import.Fhir;

/// <summary>Finds the keys by which a patient is known, and the key that a condition's or allergy's reference means.</summary>
internal static class SourceKeys
{
    private const string UuidPrefix = "urn:uuid:";

    /// <summary>
    /// The key that makes an import idempotent: the first record number (type MR) that says who issued it, else the first
    /// identifier with a system, else the resource's own id. A social security, licence or passport number is no key: it is not stored.
    /// </summary>
    public static SourceKey? Of(IReadOnlyList<ReadIdentifier> identifiers, IReadOnlyList<SourceKey> resourceKeys)
    {
        var usable = identifiers.Where(identifier => identifier is { System: not null, IsCivil: false }).ToList();
        return (usable.Find(identifier => identifier.Type == "MR") ?? usable.FirstOrDefault()) is { } identifier
            ? new SourceKey(identifier.System!, identifier.Value)
            : resourceKeys.Count > 0 ? resourceKeys[0] : null;
    }

    /// <summary>The keys that a Patient resource's own id and address give it, the most telling first.</summary>
    public static IReadOnlyList<SourceKey> OfResource(string? id, string? fullUrl)
    {
        var keys = new List<SourceKey>(2);
        if (fullUrl is not null && Meant(fullUrl) is { } address)
        {
            keys.Add(address);
        }

        if (id is not null && Meant("Patient/" + id) is { } own && !keys.Contains(own))
        {
            keys.Add(own);
        }

        return keys;
    }

    /// <summary>The patient that a Reference means, or null when it means none; <paramref name="because"/> then says why.</summary>
    public static SourceKey? OfReference(JsonElement owner, string property, out string because)
    {
        because = $"it does not say whose it is ({property} is missing).";
        var found = new Findings();
        if (owner.Part(property, found.Note) is not { } reference)
        {
            return null;
        }

        if (reference.Text("reference", "reference to the patient", 500, found.Note) is { } text)
        {
            because = $"its reference \"{Fields.Shortened(text)}\" does not name a patient.";
            return Meant(text);
        }

        if (reference.Part("identifier", found.Note) is { } identifier
            && identifier.Text("system", "system", 300, found.Note) is { } system
            && identifier.Text("value", "value", 200, found.Note) is { } value)
        {
            return new SourceKey(system, value);
        }

        because = found.Notes.Count > 0 ? found.Notes[0] : because;
        return null;
    }

    /// <summary>
    /// urn:uuid:X, Patient/X, an absolute address ending so (with or without a version), or Patient?identifier=system|value.
    /// A UUID is the same key however it is written.
    /// </summary>
    private static SourceKey? Meant(string reference)
    {
        if (reference.StartsWith(UuidPrefix, StringComparison.OrdinalIgnoreCase))
        {
            // Bundles written by hand hold urn:uuid:patient-1: no UUID, but good enough inside its own file.
            return Guid.TryParseExact(reference.AsSpan(UuidPrefix.Length), "D", out var uuid)
                ? new(SourceKey.Uuid, uuid.ToString("D"))
                : new(SourceKey.PlainId, reference);
        }

        const string search = "Patient?identifier=";
        if (reference.StartsWith(search, StringComparison.Ordinal))
        {
            var pair = Uri.UnescapeDataString(reference[search.Length..]).Split('|');
            return pair is [{ Length: > 0 } system, { Length: > 0 } value] ? new(system, value) : null;
        }

        var version = reference.IndexOf("/_history/", StringComparison.Ordinal);
        var plain = version < 0 ? reference : reference[..version];
        const string type = "Patient/";
        var at = plain.LastIndexOf(type, StringComparison.Ordinal);
        if (at < 0 || (at > 0 && plain[at - 1] != '/'))
        {
            return null;
        }

        var id = plain[(at + type.Length)..];
        if (id is "" or { Length: > 100 } || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
        {
            return null;
        }

        return Guid.TryParseExact(id, "D", out var own) ? new(SourceKey.Uuid, own.ToString("D"))
            : at == 0 ? new(SourceKey.PlainId, id)
            : new(plain[..(at + type.Length - 1)], id);
    }
}
