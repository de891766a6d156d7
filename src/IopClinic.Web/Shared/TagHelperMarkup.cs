using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IopClinic.Web.Shared;

/// <summary>Short words for what every tag helper here does with its element.</summary>
internal static class TagHelperMarkup
{
    public static void AddClass(this TagHelperOutput output, string name) => output.AddClass(name, HtmlEncoder.Default);

    /// <summary>An element with a class and plain text, which is encoded.</summary>
    public static TagBuilder Element(string name, string? cssClass = null, string? text = null)
    {
        var element = new TagBuilder(name);
        if (cssClass is not null)
        {
            element.AddCssClass(cssClass);
        }

        if (text is not null)
        {
            element.InnerHtml.Append(text);
        }

        return element;
    }

    public static TagBuilder With(this TagBuilder element, string attribute, string? value)
    {
        element.Attributes[attribute] = value;
        return element;
    }
}
