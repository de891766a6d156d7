using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IopClinic.Web.Shared;

/// <summary>
/// The head of a page: its only h1, one calm sentence, and at the right what can be done here. Names the browser tab too.
/// </summary>
[HtmlTargetElement("page-title", Attributes = "title")]
public sealed class PageTitleTagHelper : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public required ViewContext ViewContext { get; set; }

    public required string Title { get; set; }

    public string? Lead { get; set; }

    /// <summary>What the browser tab says, where the heading holds a patient's name that tab and history must not keep.</summary>
    public string? Tab { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ViewContext.ViewData["Title"] = Tab ?? Title;
        output.TagName = "header";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("page-title");

        var words = TagHelperMarkup.Element("div", "page-title-words");
        words.InnerHtml.AppendHtml(TagHelperMarkup.Element("h1", null, Title));
        if (Lead is not null)
        {
            words.InnerHtml.AppendHtml(TagHelperMarkup.Element("p", "lead", Lead));
        }

        var actions = await output.GetChildContentAsync();
        output.Content.SetHtmlContent(words);
        if (!actions.IsEmptyOrWhiteSpace)
        {
            var cluster = TagHelperMarkup.Element("div", "cluster");
            cluster.InnerHtml.AppendHtml(actions);
            output.Content.AppendHtml(cluster);
        }
    }
}
