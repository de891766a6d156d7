using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// Every string from query, route or form: looked through by <see cref="TypedText"/>, one value only, and never null where the
/// property does not say <c>string?</c>.
/// </summary>
internal sealed class TextBinder(bool manyLines, bool secret, bool nullable) : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var values = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
        if (values == ValueProviderResult.None)
        {
            return Task.CompletedTask;
        }

        var state = bindingContext.ModelState;
        // A password stays out of the page that is shown again.
        state.SetModelValue(bindingContext.ModelName, secret ? new ValueProviderResult(string.Empty) : values);
        if (values.Length > 1)
        {
            state.TryAddModelError(bindingContext.ModelName, StrictBinder.TwoValues);
            return Task.CompletedTask;
        }

        var typed = values.FirstValue ?? string.Empty;
        var text = TypedText.Fault(typed.Trim(), manyLines) is { } fault ? Refuse(fault) : TypedText.Tidy(typed, manyLines, trim: !secret);
        if (text is not null)
        {
            bindingContext.Result = ModelBindingResult.Success(text.Length == 0 && nullable ? null : text);
        }

        return Task.CompletedTask;

        string? Refuse(string sentence)
        {
            state.TryAddModelError(bindingContext.ModelName, sentence);
            return null;
        }
    }
}

/// <summary>Hands out the binder that fits what the property says about itself.</summary>
internal sealed class TextBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        if (context.Metadata.ModelType != typeof(string) || context.BindingInfo.BindingSource == BindingSource.Body)
        {
            return null;
        }

        var kind = context.Metadata.DataTypeName;
        return new TextBinder(
            manyLines: kind == nameof(DataType.MultilineText),
            secret: kind == nameof(DataType.Password),
            nullable: IsNullable(context.Metadata));
    }

    private static bool IsNullable(ModelMetadata metadata) =>
        metadata is not { MetadataKind: ModelMetadataKind.Property, ContainerType: { } form, PropertyName: { } name }
        || form.GetProperty(name) is not { } property
        || new NullabilityInfoContext().Create(property).WriteState != NullabilityState.NotNull;
}
