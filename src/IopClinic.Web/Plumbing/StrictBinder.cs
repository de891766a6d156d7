using IopClinic.Domain;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Binders;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// Around the framework's binders for numbers, dates, keys and choices: one value per question, a choice by its name and not by
/// its number, a date between 1900 and ten years from now.
/// </summary>
internal sealed class StrictBinder(IModelBinder inner) : IModelBinder
{
    public const string TwoValues = "Two answers arrived for one question. Choose one and send the page again.";

    private static readonly DateOnly Earliest = new(1900, 1, 1);

    public async Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var values = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
        if (values != ValueProviderResult.None && Fault(bindingContext, values) is { } fault)
        {
            bindingContext.ModelState.SetModelValue(bindingContext.ModelName, values);
            bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, fault);
            return;
        }

        await inner.BindModelAsync(bindingContext);
        if (bindingContext.Result is { IsModelSet: true, Model: DateOnly date } && OutOfRange(bindingContext.HttpContext, date))
        {
            bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, "Check the year of this date.");
            bindingContext.Result = ModelBindingResult.Failed();
        }
    }

    private static string? Fault(ModelBindingContext context, ValueProviderResult values) => values switch
    {
        { Length: > 1 } when !context.ModelMetadata.IsFlagsEnum => TwoValues,
        { FirstValue: [var first, ..] } when context.ModelMetadata.IsEnum && !char.IsLetter(first) => "Choose one from the list.",
        _ => null,
    };

    private static bool OutOfRange(HttpContext context, DateOnly date)
    {
        var today = context.RequestServices.GetRequiredService<ClinicClock>().Today(TimeZoneInfo.Utc);
        return date < Earliest || date > today.AddYears(10);
    }
}

/// <summary>Wraps a framework provider.</summary>
internal sealed class StrictBinderProvider(IModelBinderProvider inner) : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        inner.GetBinder(context) is { } binder ? new StrictBinder(binder) : null;

    /// <summary>Puts the strict binders in the place of the framework's lenient ones.</summary>
    public static void Tighten(MvcOptions options)
    {
        var providers = options.ModelBinderProviders;
        for (var at = 0; at < providers.Count; at++)
        {
            if (providers[at] is FloatingPointTypeModelBinderProvider or EnumTypeModelBinderProvider or DateTimeModelBinderProvider
                or TryParseModelBinderProvider or SimpleTypeModelBinderProvider)
            {
                providers[at] = new StrictBinderProvider(providers[at]);
            }
        }

        providers.Insert(providers.IndexOf(providers.OfType<StrictBinderProvider>().First()), new TextBinderProvider());

        var sentences = options.ModelBindingMessageProvider;
        const string unclear = "This could not be read. Check how it is written.";
        sentences.SetAttemptedValueIsInvalidAccessor((_, _) => unclear);
        sentences.SetNonPropertyAttemptedValueIsInvalidAccessor(_ => unclear);
        sentences.SetValueIsInvalidAccessor(_ => unclear);
        sentences.SetUnknownValueIsInvalidAccessor(_ => unclear);
        sentences.SetNonPropertyUnknownValueIsInvalidAccessor(() => unclear);
        sentences.SetValueMustBeANumberAccessor(_ => "Write this as a number.");
        sentences.SetNonPropertyValueMustBeANumberAccessor(() => "Write this as a number.");
        sentences.SetValueMustNotBeNullAccessor(_ => "Fill this in.");
        sentences.SetMissingBindRequiredValueAccessor(_ => "Fill this in.");
        sentences.SetMissingKeyOrValueAccessor(() => "Fill this in.");
        sentences.SetMissingRequestBodyRequiredValueAccessor(() => "Fill this in.");
    }
}
