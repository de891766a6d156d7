using IopClinic.Domain.Diagnoses;
using IopClinic.Web.Shared;

namespace IopClinic.Web.Diagnoses;

/// <summary>How diagnoses are shown.</summary>
internal static class DiagnosisWords
{
    public static Tone ToneOf(DiagnosisStatus status) => status switch
    {
        DiagnosisStatus.Provisional => Tone.Warn,
        DiagnosisStatus.Confirmed => Tone.Ok,
        _ => Tone.Quiet,
    };
}
