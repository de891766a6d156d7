using System.Diagnostics.CodeAnalysis;
using IopClinic.Database.Keys;
using IopClinic.Domain;
using IopClinic.Domain.Notes;

namespace IopClinic.Database.Notes;

/// <summary>Seals and opens the text of private notes, each in its own row.</summary>
public static class PrivateNoteSeal
{
    public static byte[] SealNote(this FieldCipher cipher, Id<PrivateNote> note, string text) => cipher.Seal(PlaceOf(note), text);

    /// <summary>False when its key is missing, it was tampered with, or it was discarded.</summary>
    public static bool TryOpenNote(this FieldCipher cipher, PrivateNote note, [NotNullWhen(true)] out string? text)
    {
        text = null;
        return note.SealedText is { } value && cipher.TryOpen(PlaceOf(note.Id), value, out text);
    }

    private static FieldPlace PlaceOf(Id<PrivateNote> note) => new("private_notes", "sealed_text", note.Value);
}
