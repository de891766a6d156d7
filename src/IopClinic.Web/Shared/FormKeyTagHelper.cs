using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IopClinic.Web.Shared;

/// <summary>Gives every form that posts a key of its own, so that sending it twice has one effect (<see cref="FormKeys"/>).</summary>
[HtmlTargetElement("form", Attributes = "method")]
public sealed class FormKeyTagHelper : TagHelper
{
    /// <summary>False for a form that brings the key of the form it repeats.</summary>
    [HtmlAttributeName("own-key")]
    public bool OwnKey { get; set; } = true;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (OwnKey && string.Equals(output.Attributes["method"]?.Value?.ToString(), "post", StringComparison.OrdinalIgnoreCase))
        {
            var hidden = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
            hidden.Attributes["type"] = "hidden";
            hidden.Attributes["name"] = FormKeys.Field;
            hidden.Attributes["value"] = FormKeys.New();
            // Some browsers put back what stood in a field before the page was loaded anew.
            hidden.Attributes["autocomplete"] = "off";
            output.PostContent.AppendHtml(hidden);
        }
    }
}
