using System.Globalization;
using System.Reflection;
using IopClinic.Domain.Patients;

namespace IopClinic.Web.Seed.Load;

/// <summary>Numbers that the database issues otherwise, in the order in which rows come, which here is chance.</summary>
internal static class Mrns
{
    private static readonly MethodInfo Set = typeof(Patient).GetProperty(nameof(Patient.Mrn))!.GetSetMethod(nonPublic: true)!;

    /// <summary>As the function <c>next_mrn</c> writes it.</summary>
    public static string Of(int number) => string.Create(CultureInfo.InvariantCulture, $"IC{number:000000}");

    public static void Give(Patient patient, int number) => Set.Invoke(patient, [Of(number)]);
}
