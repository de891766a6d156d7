using IopClinic.Database;
using IopClinic.Domain.Assessments;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Assessments;

internal static class Assessing
{
    /// <summary>Answers everything that is required and not answered yet, as the person who began.</summary>
    public static async Task CompleteAsync(
        ClinicDb db, Assessment assessment, DateOnly today, DateTimeOffset now, params (string Section, string Field, string Value)[] more)
    {
        var by = await db.Staff.SingleAsync(s => s.Id == assessment.StartedById);
        foreach (var section in assessment.Sections)
        {
            var typed = more.Where(m => m.Section == section.Key).ToDictionary(m => m.Field, m => (string?)m.Value);
            for (var missing = section.Outline.Missing(section.Values); typed.Count > 0 || missing.Count > 0 || section.Unconfirmed.Any(); missing = section.Outline.Missing(section.Values))
            {
                foreach (var question in missing)
                {
                    // The last choice is the one that asks for the least: no, not used, none. Only the highest risk asks for more.
                    typed.TryAdd(
                        question.Key,
                        question.Key == "level" ? "low" : question.Kind is QuestionKind.Choice or QuestionKind.Choices ? question.Choices[^1].Code
                            : question.Kind is QuestionKind.Number ? "1" : "Words");
                }

                assessment.Write(section, typed, section.Answers.Keys.ToHashSet(), null, by, today, now);
                typed = [];
            }
        }

        await db.SaveChangesAsync();
        var born = await db.Patients.Where(p => p.Id == assessment.PatientId).Select(p => p.BirthDate).SingleAsync();
        Assert.Empty(assessment.Obstacles(born, today));
    }
}
