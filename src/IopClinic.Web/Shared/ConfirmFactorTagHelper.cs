using IopClinic.Web.Account;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IopClinic.Web.Shared;

/// <summary>
/// Stands in a form whose handler carries [NeedsConfirmation]: a password field when the last proof is too old, one quiet line when
/// it is not.
/// </summary>
[HtmlTargetElement("confirm-factor", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ConfirmFactorTagHelper(IServiceProvider services) : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public required ViewContext ViewContext { get; set; }

    /// <summary>The handler of its form, where a page has several.</summary>
    public string? Of { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        if (services.GetRequiredService<Confirmations>().IsFresh(ViewContext.HttpContext))
        {
            var minutes = (int)services.GetRequiredService<SessionLimits>().Confirmation.TotalMinutes;
            output.TagName = "p";
            output.AddClass("quiet");
            output.AddClass("small");
            output.Attributes.SetAttribute("data-confirmed", "");
            output.Content.SetHtmlContent(IconTagHelper.Decoration("shield-check"));
            output.Content.Append($" You proved who you are within the last {minutes} minutes, so no password is needed now.");
            return;
        }

        var posted = Of is null || string.Equals(Of, ViewContext.RouteData.Values["handler"]?.ToString(), StringComparison.OrdinalIgnoreCase)
            || string.Equals(Of, ViewContext.HttpContext.Request.Query["handler"], StringComparison.OrdinalIgnoreCase);
        var id = FieldTagHelper.IdOf(Confirmations.Field) + (posted ? "" : $"-{Of}");
        var refusal = posted && ViewContext.ModelState.TryGetValue(Confirmations.Field, out var entry) && entry.Errors.Count > 0
            ? FieldTagHelper.SentenceOf(entry.Errors[0])
            : null;
        output.TagName = "div";
        output.AddClass("field");
        output.AddClass("field-medium");
        var label = TagHelperMarkup.Element("label", "field-label", "Your password").With("for", id);
        label.InnerHtml.AppendHtml(TagHelperMarkup.Element("span", "field-required", "*").With("aria-hidden", "true"));
        var input = TagHelperMarkup.Element("input", "form-control")
            .With("type", "password").With("id", id).With("name", Confirmations.Field)
            .With("autocomplete", "current-password").With("aria-required", "true");
        input.With("maxlength", PasswordRules.Longest.ToString(System.Globalization.CultureInfo.InvariantCulture));
        input.TagRenderMode = TagRenderMode.SelfClosing;
        output.Content.SetHtmlContent(label);
        if (refusal is not null)
        {
            output.AddClass("field-refused");
            input.With("aria-invalid", "true").With("aria-describedby", $"{id}-error");
            var sentence = TagHelperMarkup.Element("p", "field-error").With("id", $"{id}-error");
            sentence.InnerHtml.AppendHtml(IconTagHelper.Decoration("exclamation-circle-fill")).Append(" " + refusal);
            output.Content.AppendHtml(input).AppendHtml(sentence);
            return;
        }

        output.Content.AppendHtml(input);
    }
}
