using FluentValidation;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Domain.Skills;
using IopClinic.Domain.Treatment;
using IopClinic.Web.Plumbing;

namespace IopClinic.Web.Sessions;

/// <summary>What the roll-call grid sends: the shared part and the rows that were touched, or all of them.</summary>
public sealed class LogForm
{
    public SharedRow? Shared { get; set; }

    public List<Row> Rows { get; set; } = [];

    /// <summary>The skills that are taught; null where nothing was sent of them.</summary>
    public SkillsRow? Skills { get; set; }

    /// <summary>Who took part in a family session.</summary>
    public List<Id<SupportPerson>> Supporters { get; set; } = [];

    /// <summary>Who of them was ticked when the page was shown; null where nothing was sent of them.</summary>
    public string? SupportersWas { get; set; }

    /// <summary>One patient's row. The two fingerprints say what the row held when it was shown.</summary>
    public sealed class Row
    {
        public Id<Patient> PatientId { get; set; }

        public AttendanceStatus Status { get; set; }

        /// <summary>As typed: minutes late, or a time.</summary>
        public string? Arrived { get; set; }

        /// <summary>As typed: minutes before the end, or a time.</summary>
        public string? Left { get; set; }

        public string? Reason { get; set; }

        /// <summary>Where the patient was, in a session by telehealth.</summary>
        public string? Where { get; set; }

        public Participation? Participation { get; set; }

        public Affect? Affect { get; set; }

        public Response? Response { get; set; }

        [ManyLines]
        public string? Text { get; set; }

        /// <summary>What the patient said, word for word.</summary>
        [ManyLines]
        public string? InTheirWords { get; set; }

        /// <summary>The earlier version that is wanted back in the place of the text.</summary>
        public Id<NoteDraft>? Restore { get; set; }

        /// <summary>The objectives that the row shows.</summary>
        public List<Link> Objectives { get; set; } = [];

        public NoObjectiveReason? WithoutObjective { get; set; }

        /// <summary>Who of the patient's family took part, in a group in which families do.</summary>
        public List<Id<SupportPerson>> Family { get; set; } = [];

        /// <summary>Who stood there when the row was shown; null where families take no part.</summary>
        public string? FamilyWas { get; set; }

        public string? AttendanceWas { get; set; }

        public string? NoteWas { get; set; }

        /// <summary>How far the patient has come with each skill that was asked for.</summary>
        public List<PracticeRow> Practices { get; set; } = [];

        /// <summary>What was seen. A time beside "present" says late or left early by itself; beside an absence it says nothing.</summary>
        /// <exception cref="RuleViolation">A time cannot be read.</exception>
        internal Presence Seen(TimeOnly starts, TimeOnly ends)
        {
            if (Status.IsAbsence())
            {
                return new Presence(Status, Reason: FreeText.OrNull(Reason, int.MaxValue));
            }

            var arrived = ClockEntry.Arrival(Arrived, starts, ends);
            var left = ClockEntry.Departure(Left, starts, ends);
            var status = Status is not AttendanceStatus.Present ? Status
                : arrived is not null ? AttendanceStatus.Late
                : left is not null ? AttendanceStatus.LeftEarly
                : AttendanceStatus.Present;
            return new Presence(status, arrived, left)
            {
                Where = FreeText.OrNull(Where, int.MaxValue),
            };
        }

        internal NoteText Note
        {
            get
            {
                var links = Objectives.OfType<Link>().Where(link => link.Linked).Select(link => new ObjectiveLink(link.Id, link.Progress)).ToList();
                return new NoteText(FreeText.OrNull(Text, int.MaxValue), Participation, Affect, Response)
                {
                    InTheirWords = FreeText.OrNull(InTheirWords, int.MaxValue),
                    Objectives = links,
                    WithoutObjective = links.Count > 0 ? null : WithoutObjective,
                };
            }
        }
    }

    /// <summary>An objective that a row shows: whether the note refers to it, and how far the patient came.</summary>
    public sealed class Link
    {
        public Id<Objective> Id { get; set; }

        public bool Linked { get; set; }

        public ObjectiveProgress? Progress { get; set; }
    }

    /// <summary>The shared part of a group session, with the fingerprint of what was shown.</summary>
    public sealed class SharedRow
    {
        public string? Topic { get; set; }

        [ManyLines]
        public string? Material { get; set; }

        public List<string> Modalities { get; set; } = [];

        [ManyLines]
        public string? Interventions { get; set; }

        [ManyLines]
        public string? Process { get; set; }

        [ManyLines]
        public string? Homework { get; set; }

        public string? Was { get; set; }

        internal SharedText Text => new(
            FreeText.OrNull(Topic, int.MaxValue),
            FreeText.OrNull(Material, int.MaxValue),
            Modalities,
            FreeText.OrNull(Interventions, int.MaxValue),
            FreeText.OrNull(Process, int.MaxValue),
            FreeText.OrNull(Homework, int.MaxValue));
    }

    /// <summary>The skills that a session teaches, with those that stood when it was shown.</summary>
    public sealed class SkillsRow
    {
        public List<Id<Skill>> Ids { get; set; } = [];

        public string? Was { get; set; }

        /// <summary>A set of skills as the page carries it.</summary>
        internal static string Print(IEnumerable<Id<Skill>> skills) => Ticks.Print(skills);

        internal HashSet<Id<Skill>> PutTo(IEnumerable<Id<Skill>> standing) => Ticks.PutTo(standing, Ids, Was);
    }

    /// <summary>One skill that was followed up with a patient, with what stood when it was shown.</summary>
    public sealed class PracticeRow
    {
        public Id<Skill> SkillId { get; set; }

        public PracticeStep Step { get; set; }

        public PracticeStep Was { get; set; }
    }

    public sealed class Validator : AbstractValidator<LogForm>
    {
        public Validator()
        {
            // An index that names no row binds to nothing.
            RuleForEach(f => f.Rows).NotNull().WithMessage("A row could not be read. Load the page again.");
            RuleFor(f => f.Rows).Must(rows => rows.OfType<Row>().DistinctBy(r => r.PatientId).Count() == rows.OfType<Row>().Count())
                .WithMessage("A patient stands twice in what was sent. Load the page again.");
            RuleFor(f => f.SupportersWas).MaximumLength(4000).WithMessage("Load the page again.");
            RuleFor(f => f.Supporters).Must(supporters => supporters.Count <= 100).WithMessage("Load the page again.");
            RuleForEach(f => f.Rows).ChildRules(row =>
            {
                row.RuleFor(r => r.Text).MaximumLength(ProgressNote.MaximumText)
                    .WithMessage($"Shorten the note to {ProgressNote.MaximumText:N0} characters.");
                row.RuleFor(r => r.InTheirWords).MaximumLength(ProgressNote.MaximumWords)
                    .WithMessage($"Shorten the patient's words to {ProgressNote.MaximumWords} characters.");
                row.RuleFor(r => r.Reason).MaximumLength(Presence.MaximumReason)
                    .WithMessage($"Shorten the reason to {Presence.MaximumReason} characters.");
                row.RuleFor(r => r.Where).MaximumLength(Presence.MaximumWhere)
                    .WithMessage($"Shorten where the patient was to {Presence.MaximumWhere} characters.");
                row.RuleFor(r => r.Arrived).MaximumLength(12).WithMessage("Enter minutes, such as 15, or a time, such as 9:15.");
                row.RuleFor(r => r.Left).MaximumLength(12).WithMessage("Enter minutes, such as 15, or a time, such as 9:45.");
                row.RuleFor(r => r.FamilyWas).MaximumLength(4000).WithMessage("Load the page again.");
                row.RuleFor(r => r.Family).Must(family => family.Count <= 100).WithMessage("Load the page again.");
                row.RuleFor(r => r.Practices).Must(practices => practices.TrueForAll(practice => practice is not null))
                    .WithMessage("A skill could not be read. Load the page again.");
                row.RuleFor(r => r.Status).IsInEnum().WithMessage("Choose present, late, left early or absent.");
            });
            RuleFor(f => f.Skills!.Was).MaximumLength(2000).WithMessage("Load the page again.").When(f => f.Skills is not null);
            RuleFor(f => f.Shared!).ChildRules(shared =>
            {
                shared.RuleFor(s => s.Topic).MaximumLength(SharedPart.MaximumTopic)
                    .WithMessage($"Shorten the topic to {SharedPart.MaximumTopic} characters.");
                foreach (var field in new System.Linq.Expressions.Expression<Func<SharedRow, string?>>[]
                    { s => s.Material, s => s.Interventions, s => s.Process, s => s.Homework })
                {
                    shared.RuleFor(field).MaximumLength(SharedPart.MaximumText)
                        .WithMessage($"Shorten this to {SharedPart.MaximumText:N0} characters.");
                }

                shared.RuleForEach(s => s.Modalities).MaximumLength(40).WithMessage("Choose modalities from the list.");
            }).When(f => f.Shared is not null);
        }
    }
}
