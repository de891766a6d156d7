using System.Text;
using IopClinic.Domain.Access;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Tests.Notes;

public sealed class PrivateNoteTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);
    private static readonly Id<Patient> Patient = Id<Patient>.New();
    private static readonly StaffMember Author = Person(Role.Clinician);

    [Fact]
    public void A_private_note_holds_no_readable_text_and_is_sealed_for_its_own_row()
    {
        var note = Written("I felt impatient today.");

        Assert.Equal($"{note.Id}:I felt impatient today.", Encoding.UTF8.GetString(Convert.FromHexString(Encoding.UTF8.GetString(note.SealedText!))));
        Assert.DoesNotContain(
            typeof(PrivateNote).GetProperties(),
            property => property.PropertyType == typeof(string));
    }

    [Fact]
    public void Its_author_changes_and_discards_it_and_nobody_else_does()
    {
        var note = Written("First.");
        var other = Person(Role.Supervisor).Id;

        Assert.Throws<RuleViolation>(() => note.Change("Second.", other, Seal, Now));
        Assert.Throws<RuleViolation>(() => note.Discard(other, Now));

        note.Change("Second.", Author.Id, Seal, Now.AddMinutes(1));
        Assert.Equal(Now.AddMinutes(1), note.ChangedAt);
        note.Discard(Author.Id, Now.AddMinutes(2));
        Assert.Null(note.SealedText);
        Assert.Equal(Now.AddMinutes(2), note.DiscardedAt);
        Assert.Throws<RuleViolation>(() => note.Change("Third.", Author.Id, Seal, Now));
        Assert.Throws<RuleViolation>(() => note.Discard(Author.Id, Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    public void An_empty_one_is_refused(string text) => Assert.Throws<RuleViolation>(() => Written(text));

    [Fact]
    public void Only_clinical_staff_keep_them() => Assert.Throws<RuleViolation>(() =>
        new PrivateNote(Patient, Id<Site>.New(), Person(Role.Intake), new DateOnly(2026, 3, 2), "Text.", Seal, Now));

    [Fact]
    public void In_an_emergency_they_are_opened_with_a_reason_of_their_own_and_while_the_record_is_open()
    {
        var glass = new GlassOpening(Patient, Author, GlassReason.MedicalEmergency, "Found unconscious at home.", Now);

        Assert.Throws<RuleViolation>(() => new PrivateNoteOpening(glass, PrivateNoteReason.DutyToWarn, "Too short", Now));
        Assert.Throws<RuleViolation>(() => new PrivateNoteOpening(glass, (PrivateNoteReason)9, "A threat against a brother.", Now));
        Assert.Throws<RuleViolation>(() => new PrivateNoteOpening(glass, PrivateNoteReason.DutyToWarn, "A threat against a brother.", Now.AddHours(4)));
        var opening = new PrivateNoteOpening(glass, PrivateNoteReason.DutyToWarn, "A threat against a brother.", Now);
        Assert.Equal((glass.Id, Patient, Author.Id), (opening.GlassId, opening.PatientId, opening.StaffMemberId));
    }

    private static PrivateNote Written(string text) => new(Patient, Id<Site>.New(), Author, new DateOnly(2026, 3, 2), text, Seal, Now);

    private static byte[] Seal(Id<PrivateNote> note, string text) => Encoding.UTF8.GetBytes(Convert.ToHexString(Encoding.UTF8.GetBytes($"{note}:{text}")));

    private static StaffMember Person(Role role) => new(new PersonName("Maya", "Lindqvist"), $"{role}@clinic.example", Id<Site>.New(), [role]);
}
