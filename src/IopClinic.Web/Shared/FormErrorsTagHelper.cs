using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IopClinic.Web.Shared;

/// <summary>
/// Stands on top of a form. Nothing unless the form was refused; then it says so, says that what was typed is kept, and links
/// each sentence to its input. Takes the focus when the page opens, with or without script.
/// </summary>
[HtmlTargetElement("form-errors", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FormErrorsTagHelper : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public required ViewContext ViewContext { get; set; }

    /// <summary>What the refusal means, where nothing was being saved, such as "You are not signed in."</summary>
    public string Title { get; set; } = "Not saved yet. What you typed is kept.";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var refusals = (
            from entry in ViewContext.ModelState
            where entry.Value?.ValidationState == ModelValidationState.Invalid
            from error in entry.Value!.Errors
            select (entry.Key, Sentence: FieldTagHelper.SentenceOf(error))).Distinct().OrderBy(refusal => Position(refusal.Key)).ToList();
        if (refusals.Count == 0)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("form-errors");
        output.Attributes.SetAttribute("id", "form-errors");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.Add(new TagHelperAttribute("autofocus"));

        var head = TagHelperMarkup.Element("p", "form-errors-title");
        head.InnerHtml.AppendHtml(IconTagHelper.Decoration("exclamation-circle-fill")).Append(" " + Title);
        output.Content.SetHtmlContent(head);

        var list = TagHelperMarkup.Element("ul");
        foreach (var (key, sentence) in refusals)
        {
            var item = TagHelperMarkup.Element("li");
            if (key.Length == 0)
            {
                item.InnerHtml.Append(sentence);
            }
            else
            {
                var link = TagHelperMarkup.Element("a", null, sentence).With("href", "#" + FieldTagHelper.IdOf(key));
                item.InnerHtml.AppendHtml(link);
            }

            list.InnerHtml.AppendHtml(item);
        }

        output.Content.AppendHtml(list);
    }

    /// <summary>The form declares its questions in the order in which they are asked; model state keeps them by name.</summary>
    private int Position(string key)
    {
        var position = 0;
        var form = ViewContext.ViewData.ModelMetadata;
        foreach (var name in key.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = form.Properties.Select(property => property.PropertyName).ToList().IndexOf(name);
            if (at < 0)
            {
                break;
            }

            position = (position * 1000) + at + 1;
            form = form.Properties[at];
        }

        return position;
    }
}
