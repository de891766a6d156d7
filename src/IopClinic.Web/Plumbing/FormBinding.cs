using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// A form on a page is filled from fields that carry its name, posted in the body, and from nothing else: not from a query string
/// that a link may bring along, and not from fields of another form that happen to be called alike.
/// </summary>
internal sealed class FormBinding : IPageApplicationModelConvention
{
    public void Apply(PageApplicationModel model)
    {
        foreach (var property in model.HandlerProperties)
        {
            var alsoOnGet = property.Attributes.OfType<BindPropertyAttribute>().Any(attribute => attribute.SupportsGet);
            if (property.BindingInfo is { } binding && !alsoOnGet && IsForm(property.ParameterType))
            {
                binding.BinderModelName ??= property.PropertyName;
                binding.BindingSource ??= BindingSource.Form;
            }
        }
    }

    private static bool IsForm(Type type) => !type.IsValueType && type != typeof(string);
}
