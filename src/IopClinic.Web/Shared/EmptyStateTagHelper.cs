using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IopClinic.Web.Shared;

/// <summary>What stands where a list has no rows: why it is empty and what to do next.</summary>
[HtmlTargetElement("empty-state", Attributes = "title")]
public sealed class EmptyStateTagHelper : TagHelper
{
    public required string Title { get; set; }

    public string Icon { get; set; } = "inbox";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("empty-state");

        var words = await output.GetChildContentAsync();
        var picture = TagHelperMarkup.Element("span", "empty-state-picture");
        picture.InnerHtml.AppendHtml(IconTagHelper.Decoration(Icon));
        output.Content.SetHtmlContent(picture);
        output.Content.AppendHtml(TagHelperMarkup.Element("p", "empty-state-title", Title));
        if (!words.IsEmptyOrWhiteSpace)
        {
            var next = TagHelperMarkup.Element("div", "empty-state-next");
            next.InnerHtml.AppendHtml(words);
            output.Content.AppendHtml(next);
        }
    }
}
