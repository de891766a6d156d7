using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// Which of a page's forms a handler acts on: the one called like the handler (<c>OnPostRoomAsync</c> and <c>Room</c>), else the one
/// called <c>Form</c>. That form is judged whether or not the browser sent any of it, so that no handler runs on a form that was
/// never filled in; a handler that needs none says so with <see cref="WithoutFormAttribute"/>,
/// one that acts on another with <see cref="WithFormAttribute"/>.
/// </summary>
internal static class HandlerForms
{
    private const string Usual = "Form";

    /// <summary>The name of the handler's form among those of its page; null when it takes none.</summary>
    public static string? Of(HandlerMethodDescriptor handler, IEnumerable<string> forms)
    {
        if (handler.MethodInfo.IsDefined(typeof(WithoutFormAttribute)))
        {
            return null;
        }

        if (handler.MethodInfo.GetCustomAttribute<WithFormAttribute>() is { } named)
        {
            return named.Form;
        }

        var names = forms.ToList();
        return names.Find(name => string.Equals(name, handler.Name, StringComparison.OrdinalIgnoreCase)) ?? names.Find(name => name == Usual);
    }

    /// <summary>A form is posted; what a page also takes from its address is none.</summary>
    public static bool IsForm(PropertyInfo property) =>
        property.GetCustomAttribute<BindPropertyAttribute>() is { SupportsGet: false }
        && property.PropertyType is { IsValueType: false } type && type != typeof(string);
}

/// <summary>The handler of a lone button: it acts on the address and on its own parameters, and no form is judged.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WithoutFormAttribute : Attribute;

/// <summary>The handler acts on this form of its page, although it is called otherwise.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WithFormAttribute(string form) : Attribute
{
    public string Form => form;
}

/// <summary>
/// The handler needs a second permission beside its page's. Without it there is no such handler, and nothing of the form is judged
/// or shown.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AlsoNeedsAttribute(string permission) : Attribute
{
    public string Permission => permission;
}
