using IopClinic.Domain.Billing;

namespace IopClinic.Web.Seed;

/// <summary>What payers approved for the patients in treatment: four weeks at a time, mostly enough, sometimes not.</summary>
internal static class DemoAuthorizations
{
    private const int DaysOfOne = 28;

    private static readonly string[] Payers = ["Tidewater Health Plan", "Commonwealth Medicaid", "Blue Heron Insurance"];

    public static IEnumerable<PayerAuthorization> Of(IReadOnlyList<InCare> inCare, DemoHouse house, DemoStaff staff, DateOnly today, DateTimeOffset now)
    {
        foreach (var (at, care) in inCare.Where(care => care.Episode.IsOpen).Index())
        {
            // One in five pays without a payer.
            if (at % 5 == 4)
            {
                continue;
            }

            var code = care.Episode.ProgramId == house.DualDiagnosis.Id ? "H0015" : "S9480";
            for (var first = care.Episode.AdmittedOn; first <= today; first = first.AddDays(DaysOfOne))
            {
                // Of some nobody asked for the next one, others are approved for fewer days than are booked.
                if (first > care.Episode.AdmittedOn && first.AddDays(10) > today && at % 4 == 0)
                {
                    break;
                }

                yield return new PayerAuthorization(
                    care.Episode,
                    new AuthorizedCare(
                        Payers[at % Payers.Length], $"{4100 + (37 * at)}-{first:yyMMdd}", code, null, AuthorizedUnit.Days, at % 6 == 0 ? 12 : 22, 120, first, first.AddDays(DaysOfOne - 1)),
                    staff.Administrator,
                    now);
            }
        }
    }
}
