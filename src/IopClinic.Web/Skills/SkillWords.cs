using IopClinic.Domain.Skills;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Skills;

/// <summary>Skills in the words of the screen.</summary>
internal static class SkillWords
{
    public static (Tone Tone, string Icon, string Words) Of(SkillState state) => state switch
    {
        SkillState.Used => (Tone.Ok, "check2-all", "Used"),
        SkillState.Practised => (Tone.Info, "check2", "Practised"),
        SkillState.Taught => (Tone.Warn, "easel", "Taught"),
        _ => (Tone.Quiet, "circle", "Not yet"),
    };

    /// <summary>"7 of 10 have not had it", "nobody has had it".</summary>
    public static string Lack(NextSkill next) => next.Lack == next.Of
        ? next.Of == 1 ? "not had yet" : "nobody has had it"
        : next.Lack == 1 ? $"1 of {next.Of} has not had it" : $"{next.Lack} of {next.Of} have not had it";
}
