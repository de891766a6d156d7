using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IopClinic.Web.Shared;

/// <summary>What a badge says by its colour; its words say the same.</summary>
public enum Tone
{
    Quiet,
    Info,
    Ok,
    Warn,
    Danger,
}

/// <summary>A state in one or two words: <c>&lt;badge tone="ok" icon="check2"&gt;Signed&lt;/badge&gt;</c>.</summary>
[HtmlTargetElement("badge")]
public sealed class BadgeTagHelper : TagHelper
{
    public Tone Tone { get; set; } = Tone.Quiet;

    public string? Icon { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("tag");
        output.AddClass($"tone-{Tone.ToString().ToLowerInvariant()}");
        if (Icon is not null)
        {
            output.PreContent.AppendHtml(IconTagHelper.Decoration(Icon));
        }
    }
}
