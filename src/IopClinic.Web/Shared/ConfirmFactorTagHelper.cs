using IopClinic.Web.Account;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IopClinic.Web.Shared;

/// <summary>
/// Stands in a form whose handler carries [NeedsConfirmation]: a password field when the last proof is too old, and a button for who
/// has a passkey; one quiet line when nothing is asked.
/// </summary>
[HtmlTargetElement("confirm-factor", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ConfirmFactorTagHelper(IServiceProvider services) : TagHelper
{
    private static readonly object PasskeyOffered = new();

    [HtmlAttributeNotBound]
    [ViewContext]
    public required ViewContext ViewContext { get; set; }

    /// <summary>The handler of its form, where a page has several; "" is the one without a name.</summary>
    public string? Of { get; set; }

    /// <summary>The form is there for nothing else: once it is them, it is sent.</summary>
    public bool Sends { get; set; }

    /// <summary>Whether the page needs the script for passkeys.</summary>
    public static bool OffersPasskey(HttpContext context) => context.Items.ContainsKey(PasskeyOffered);

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        if (services.GetRequiredService<Confirmations>().IsFresh(ViewContext.HttpContext))
        {
            output.TagName = "p";
            output.AddClass("quiet");
            output.AddClass("small");
            output.Attributes.SetAttribute("data-confirmed", "");
            output.Content.SetHtmlContent(IconTagHelper.Decoration("shield-check"));
            output.Content.Append(" " + Proved);
            return;
        }

        var ticket = Ticket.Of(ViewContext.HttpContext);
        var (hasPassword, hasPasskey) = (ticket?.HasPassword ?? true, ticket?.HasPasskey ?? false);
        var id = FieldTagHelper.IdOf(Confirmations.Field) + (IsPosted ? "" : $"-{(Of is "" ? "form" : Of)}");
        var refusal = IsPosted && ViewContext.ModelState.TryGetValue(Confirmations.Field, out var entry) && entry.Errors.Count > 0
            ? FieldTagHelper.SentenceOf(entry.Errors[0])
            : null;
        output.TagName = "div";
        output.AddClass("field");
        output.AddClass("field-medium");
        output.Attributes.SetAttribute("data-confirm-factor", Sends ? "sends" : "");
        if (hasPassword)
        {
            AddPassword(output, id, refusal);
        }
        else
        {
            output.Content.AppendHtml(TagHelperMarkup.Element("p", "field-label", "Confirm that it is you").With("id", id).With("tabindex", "-1"));
        }

        if (refusal is not null)
        {
            output.AddClass("field-refused");
            var sentence = TagHelperMarkup.Element("p", "field-error").With("id", $"{id}-error");
            sentence.InnerHtml.AppendHtml(IconTagHelper.Decoration("exclamation-circle-fill")).Append(" " + refusal);
            output.Content.AppendHtml(sentence);
        }

        if (hasPasskey)
        {
            ViewContext.HttpContext.Items[PasskeyOffered] = true;
            var button = TagHelperMarkup.Element("button", "btn btn-quiet btn-sm needs-script confirm-passkey")
                .With("type", "button").With("data-confirm-passkey", Proved);
            button.InnerHtml.AppendHtml(IconTagHelper.Decoration("fingerprint")).Append(" Use a passkey");
            output.Content.AppendHtml(button)
                .AppendHtml(TagHelperMarkup.Element("p", "field-error").With("role", "alert").With("data-passkey-trouble", "").With("hidden", ""));
        }
    }

    private string Proved =>
        $"You proved who you are within the last {(int)services.GetRequiredService<SessionLimits>().Confirmation.TotalMinutes} minutes, "
        + "so nothing more is asked now.";

    private bool IsPosted
    {
        get
        {
            var handler = ViewContext.RouteData.Values["handler"]?.ToString() ?? ViewContext.HttpContext.Request.Query["handler"].ToString();
            return Of is null || string.Equals(Of, handler, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static void AddPassword(TagHelperOutput output, string id, string? refusal)
    {
        var label = TagHelperMarkup.Element("label", "field-label", "Your password").With("for", id);
        label.InnerHtml.AppendHtml(TagHelperMarkup.Element("span", "field-required", "*").With("aria-hidden", "true"));
        var input = TagHelperMarkup.Element("input", "form-control")
            .With("type", "password").With("id", id).With("name", Confirmations.Field)
            .With("autocomplete", "current-password").With("aria-required", "true");
        input.With("maxlength", PasswordRules.Longest.ToString(System.Globalization.CultureInfo.InvariantCulture));
        input.TagRenderMode = TagRenderMode.SelfClosing;
        if (refusal is not null)
        {
            input.With("aria-invalid", "true").With("aria-describedby", $"{id}-error");
        }

        output.Content.AppendHtml(label).AppendHtml(input);
    }
}
