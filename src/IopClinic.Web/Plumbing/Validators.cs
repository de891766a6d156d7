using FluentValidation;

namespace IopClinic.Web.Plumbing;

/// <summary>Finds the validator nested in each form.</summary>
internal static class Validators
{
    public static void AddValidators(this IServiceCollection services)
    {
        // One sentence a field is enough; the first rule that fails says it.
        ValidatorOptions.Global.DefaultRuleLevelCascadeMode = CascadeMode.Stop;
        foreach (var found in AssemblyScanner.FindValidatorsInAssembly(typeof(Validators).Assembly, includeInternalTypes: true))
        {
            services.AddScoped(found.InterfaceType, found.ValidatorType);
        }
    }

    public static IValidator? For(IServiceProvider services, Type form) =>
        form is { IsValueType: false, IsGenericType: false } && form != typeof(string)
            ? (IValidator?)services.GetService(typeof(IValidator<>).MakeGenericType(form))
            : null;
}
