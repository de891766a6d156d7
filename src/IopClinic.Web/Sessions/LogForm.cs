using FluentValidation;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Plumbing;

namespace IopClinic.Web.Sessions;

/// <summary>What the roll-call grid sends: the shared part and the rows that were touched, or all of them.</summary>
public sealed class LogForm
{
    public SharedRow? Shared { get; set; }

    public List<Row> Rows { get; set; } = [];

    /// <summary>Who took part in a family session.</summary>
    public List<Id<SupportPerson>> Supporters { get; set; } = [];

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

        public Participation? Participation { get; set; }

        public Affect? Affect { get; set; }

        public Response? Response { get; set; }

        [ManyLines]
        public string? Text { get; set; }

        public string? AttendanceWas { get; set; }

        public string? NoteWas { get; set; }

        /// <summary>What was seen. A time beside "present" says late or left early by itself; beside an absence it says nothing.</summary>
        /// <exception cref="RuleViolation">A time cannot be read.</exception>
        internal Presence Seen(TimeOnly starts, TimeOnly ends)
        {
            if (Status is AttendanceStatus.ExcusedAbsence or AttendanceStatus.UnexcusedAbsence)
            {
                return new Presence(Status, Reason: FreeText.OrNull(Reason, int.MaxValue));
            }

            var arrived = ClockEntry.Arrival(Arrived, starts, ends);
            var left = ClockEntry.Departure(Left, starts, ends);
            var status = Status is not AttendanceStatus.Present ? Status
                : arrived is not null ? AttendanceStatus.Late
                : left is not null ? AttendanceStatus.LeftEarly
                : AttendanceStatus.Present;
            return new Presence(status, arrived, left);
        }

        internal NoteText Note => new(FreeText.OrNull(Text, int.MaxValue), Participation, Affect, Response);
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

    public sealed class Validator : AbstractValidator<LogForm>
    {
        public Validator()
        {
            // An index that names no row binds to nothing.
            RuleForEach(f => f.Rows).NotNull().WithMessage("A row could not be read. Load the page again.");
            RuleFor(f => f.Rows).Must(rows => rows.OfType<Row>().DistinctBy(r => r.PatientId).Count() == rows.OfType<Row>().Count())
                .WithMessage("A patient stands twice in what was sent. Load the page again.");
            RuleForEach(f => f.Rows).ChildRules(row =>
            {
                row.RuleFor(r => r.Text).MaximumLength(ProgressNote.MaximumText)
                    .WithMessage($"Shorten the note to {ProgressNote.MaximumText:N0} characters.");
                row.RuleFor(r => r.Reason).MaximumLength(Presence.MaximumReason)
                    .WithMessage($"Shorten the reason to {Presence.MaximumReason} characters.");
                row.RuleFor(r => r.Arrived).MaximumLength(12).WithMessage("Enter minutes, such as 15, or a time, such as 9:15.");
                row.RuleFor(r => r.Left).MaximumLength(12).WithMessage("Enter minutes, such as 15, or a time, such as 9:45.");
                row.RuleFor(r => r.Status).IsInEnum().WithMessage("Choose present, late, left early or absent.");
            });
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
