using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IopClinic.Web.Shared;

/// <summary>One picture of bootstrap-icons. It is decoration, and silent, unless it carries a label of its own.</summary>
[HtmlTargetElement("icon", Attributes = "name", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class IconTagHelper : TagHelper
{
    public required string Name { get; set; }

    public string? Label { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "i";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("bi");
        output.AddClass($"bi-{Name}");
        if (Label is null)
        {
            output.Attributes.SetAttribute("aria-hidden", "true");
        }
        else
        {
            output.Attributes.SetAttribute("role", "img");
            output.Attributes.SetAttribute("aria-label", Label);
        }
    }

    internal static TagBuilder Decoration(string name)
    {
        var icon = new TagBuilder("i");
        icon.Attributes["aria-hidden"] = "true";
        icon.AddCssClass($"bi-{name}");
        icon.AddCssClass("bi");
        return icon;
    }
}
