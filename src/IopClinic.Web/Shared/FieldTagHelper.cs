using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FluentValidation;
using FluentValidation.Validators;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IopClinic.Web.Shared;

/// <summary>
/// One question of a form: label, input, hint and the sentence that refused the answer, tied together for screen readers.
/// Shows what was typed when the form comes back. Attributes that it does not know go to the input as they are.
/// </summary>
[HtmlTargetElement("field", Attributes = "for", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldTagHelper(IServiceProvider services) : TagHelper
{
    /// <summary>The longest answers that validators let through: a rule, once made, says the same for ever.</summary>
    private static readonly ConcurrentDictionary<(Type Form, string Property), int?> Longest = new();

    [HtmlAttributeNotBound]
    [ViewContext]
    public required ViewContext ViewContext { get; set; }

    public required ModelExpression For { get; set; }

    public string? Label { get; set; }

    public string? Hint { get; set; }

    /// <summary>
    /// text, password, date, time, tel, email, number, search, file, textarea, select, checkbox, radio or checkboxes; else what the
    /// property's type suggests.
    /// </summary>
    public string? Type { get; set; }

    /// <summary>The choices of a select, of radio buttons or of checkboxes; without them an enum offers its names.</summary>
    public IEnumerable<SelectListItem>? Items { get; set; }

    /// <summary>The first, empty choice of a select, such as "Choose a site".</summary>
    public string? Choose { get; set; }

    public int Rows { get; set; } = 3;

    /// <summary>short, medium or full.</summary>
    public string Width { get; set; } = "full";

    public bool Optional { get; set; }

    /// <summary>For radio and checkboxes: "segments" draws one row of buttons instead of a list.</summary>
    public string? Look { get; set; }

    /// <summary>The longest answer; without it the form's validator is asked.</summary>
    public int? Maxlength { get; set; }

    private string Name => ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    private string InputId => IdOf(Name);

    private Type AnswerType => Nullable.GetUnderlyingType(For.ModelExplorer.ModelType) ?? For.ModelExplorer.ModelType;

    private ModelStateEntry? Posted => ViewContext.ModelState.TryGetValue(Name, out var entry) ? entry : null;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var kind = Kind();
        var refusal = Posted?.Errors.Count > 0 ? SentenceOf(Posted.Errors[0]) : null;
        var passedOn = output.Attributes.Where(a => a.Name != "class").ToList();
        foreach (var attribute in passedOn)
        {
            output.Attributes.Remove(attribute);
        }

        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("field");
        output.AddClass($"field-{Width}");
        if (refusal is not null)
        {
            output.AddClass("field-refused");
        }

        var hint = Hint is null ? null : TagHelperMarkup.Element("p", "field-hint", Hint).With("id", $"{InputId}-hint");
        var error = refusal is null ? null : Refusal(refusal);
        var described = string.Join(' ', new[] { hint, error }.OfType<TagBuilder>().Select(e => e.Attributes["id"]));
        var input = new Input(kind, described.Length == 0 ? null : described, refusal is not null, passedOn);

        switch (kind)
        {
            case "radio" or "checkboxes":
                output.TagName = "fieldset";
                if (kind == "radio")
                {
                    output.Attributes.SetAttribute("role", "radiogroup");
                    output.Attributes.SetAttribute("aria-required", Optional ? "false" : "true");
                    if (input.Refused)
                    {
                        output.Attributes.SetAttribute("aria-invalid", "true");
                    }
                }

                if (input.DescribedBy is not null)
                {
                    output.Attributes.SetAttribute("aria-describedby", input.DescribedBy);
                }

                output.Content.SetHtmlContent(Caption("legend"));
                Append(output, hint, Choices(input), error);
                break;
            case "checkbox":
                output.TagName = "div";
                output.AddClass("field-checkbox");
                var line = TagHelperMarkup.Element("div", "form-check");
                line.InnerHtml.AppendHtml(Checkbox(input))
                    .AppendHtml(TagHelperMarkup.Element("label", "form-check-label", Words()).With("for", InputId));
                Append(output, line, hint, error);
                break;
            default:
                output.TagName = "div";
                output.Content.SetHtmlContent(Caption("label").With("for", InputId));
                Append(output, hint, Control(input), error);
                break;
        }
    }

    /// <summary>The id that an input of this name has.</summary>
    internal static string IdOf(string name) => TagBuilder.CreateSanitizedId(name, "_");

    /// <summary>The sentence that a refusal shows; binding failures carry none of their own.</summary>
    internal static string SentenceOf(ModelError error) =>
        string.IsNullOrEmpty(error.ErrorMessage) ? "This could not be read. Please check it." : error.ErrorMessage;

    private sealed record Input(string Kind, string? DescribedBy, bool Refused, IReadOnlyList<TagHelperAttribute> PassedOn);

    private static void Append(TagHelperOutput output, params IEnumerable<IHtmlContent?> parts)
    {
        foreach (var part in parts.OfType<IHtmlContent>())
        {
            output.Content.AppendHtml(part);
        }
    }

    private string Kind() => Type?.ToLowerInvariant() switch
    {
        "radios" => "radio",
        { } given => given,
        _ when For.Metadata.DataTypeName == nameof(DataType.MultilineText) => "textarea",
        _ when For.Metadata.DataTypeName == nameof(DataType.Password) => "password",
        _ when AnswerType == typeof(bool) => "checkbox",
        _ when AnswerType == typeof(DateOnly) => "date",
        _ when AnswerType == typeof(TimeOnly) => "time",
        _ when IsMany => "checkboxes",
        _ when Items is not null || AnswerType.IsEnum => "select",
        _ when AnswerType == typeof(int) || AnswerType == typeof(decimal) => "number",
        _ => "text",
    };

    private bool IsMany => AnswerType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(AnswerType);

    private string Words() => Label ?? For.Metadata.DisplayName ?? Show.Words(For.Metadata.PropertyName ?? For.Name);

    private TagBuilder Caption(string element)
    {
        var caption = TagHelperMarkup.Element(element, "field-label", Words());
        if (!Optional && !IsMany)
        {
            caption.InnerHtml.AppendHtml(TagHelperMarkup.Element("span", "field-required", "*").With("aria-hidden", "true"));
        }

        return caption;
    }

    private TagBuilder Refusal(string sentence)
    {
        var refusal = TagHelperMarkup.Element("p", "field-error").With("id", $"{InputId}-error");
        refusal.InnerHtml.AppendHtml(IconTagHelper.Decoration("exclamation-circle-fill")).Append(" " + sentence);
        return refusal;
    }

    private TagBuilder Control(Input input)
    {
        var control = input.Kind switch
        {
            "textarea" => TagHelperMarkup.Element("textarea", "form-control").With("rows", Text(Rows)),
            "select" => TagHelperMarkup.Element("select", "form-select"),
            var type => TagHelperMarkup.Element("input", "form-control").With("type", type),
        };
        control.With("id", InputId).With("name", Name);
        if (!Optional)
        {
            control.With("aria-required", "true");
        }

        if (input.DescribedBy is not null)
        {
            control.With("aria-describedby", input.DescribedBy);
        }

        if (input.Refused)
        {
            control.With("aria-invalid", "true");
        }

        // A long text that is pasted is not cut without a word: the server says what is too much.
        if (input.Kind is "text" or "password" or "tel" or "email" or "url" or "search" && LongestAnswer() is { } longest)
        {
            control.With("maxlength", Text(longest));
        }

        PassOn(input, control);
        switch (input.Kind)
        {
            case "textarea":
                // Browsers drop the first line break inside a textarea; without this one an answer's own would be lost.
                control.InnerHtml.AppendHtml("&#xA;").Append(Answers().FirstOrDefault() ?? "");
                break;
            case "select":
                Options(control);
                break;
            case "password" or "file":
                control.TagRenderMode = TagRenderMode.SelfClosing;
                break;
            default:
                control.TagRenderMode = TagRenderMode.SelfClosing;
                control.With("value", Answers().FirstOrDefault() ?? "");
                break;
        }

        return control;
    }

    private void Options(TagBuilder select)
    {
        if (IsMany)
        {
            select.With("multiple", "multiple");
        }

        if (Choose is not null || (Optional && !IsMany && !Offered().Any(i => i.Value == "")))
        {
            select.InnerHtml.AppendHtml(TagHelperMarkup.Element("option", null, Choose ?? "").With("value", ""));
        }

        var chosen = Chosen();
        foreach (var group in Offered().GroupBy(i => i.Group?.Name))
        {
            var into = group.Key is null ? select : TagHelperMarkup.Element("optgroup").With("label", group.Key);
            foreach (var item in group)
            {
                var option = TagHelperMarkup.Element("option", null, item.Text).With("value", item.Value ?? item.Text);
                Mark(option, "selected", chosen(item));
                Mark(option, "disabled", item.Disabled);
                into.InnerHtml.AppendHtml(option);
            }

            if (group.Key is not null)
            {
                select.InnerHtml.AppendHtml(into);
            }
        }
    }

    private TagBuilder Choices(Input input)
    {
        var radio = input.Kind == "radio";
        var segments = Look == "segments";
        var list = TagHelperMarkup.Element("div", segments ? "segments" : "choices");
        var chosen = Chosen();
        foreach (var (position, item) in Offered().Index())
        {
            var id = position == 0 ? InputId : $"{InputId}-{Text(position)}";
            var choice = segments ? TagHelperMarkup.Element("label") : TagHelperMarkup.Element("div", "form-check");
            var box = TagHelperMarkup.Element("input", segments ? null : "form-check-input")
                .With("type", radio ? "radio" : "checkbox").With("name", Name).With("value", item.Value ?? item.Text);
            if (!segments || position == 0)
            {
                box.With("id", id);
            }

            box.TagRenderMode = TagRenderMode.SelfClosing;
            Mark(box, "checked", chosen(item));
            Mark(box, "disabled", item.Disabled);
            if (!radio && input.Refused)
            {
                box.With("aria-invalid", "true");
            }

            PassOn(input, box);
            choice.InnerHtml.AppendHtml(box);
            if (segments)
            {
                choice.InnerHtml.Append(item.Text);
            }
            else
            {
                choice.InnerHtml.AppendHtml(TagHelperMarkup.Element("label", "form-check-label", item.Text).With("for", id));
            }

            list.InnerHtml.AppendHtml(choice);
        }

        return list;
    }

    // No hidden "false" beside it: two values for one answer are refused. A box left empty posts nothing, which is false.
    private TagBuilder Checkbox(Input input)
    {
        var box = TagHelperMarkup.Element("input", "form-check-input")
            .With("type", "checkbox").With("id", InputId).With("name", Name).With("value", "true");
        box.TagRenderMode = TagRenderMode.SelfClosing;
        Mark(box, "checked", Answers().Any(a => bool.TryParse(a, out var ticked) && ticked));
        if (input.DescribedBy is not null)
        {
            box.With("aria-describedby", input.DescribedBy);
        }

        if (input.Refused)
        {
            box.With("aria-invalid", "true");
        }

        PassOn(input, box);
        return box;
    }

    private static void Mark(TagBuilder element, string attribute, bool holds)
    {
        if (holds)
        {
            element.With(attribute, attribute);
        }
    }

    private static void PassOn(Input input, TagBuilder control)
    {
        foreach (var attribute in input.PassedOn)
        {
            var value = attribute.Value switch
            {
                null => attribute.Name,
                HtmlString already => System.Net.WebUtility.HtmlDecode(already.Value),
                var other => Text(other),
            };
            control.With(attribute.Name, value);
        }
    }

    private IEnumerable<SelectListItem> Offered() =>
        Items ?? (AnswerEnum is { } names
            ? Enum.GetValues(names).Cast<Enum>().Select(v => new SelectListItem(Show.Words(v), v.ToString()))
            : throw new InvalidOperationException($"The field {Name} has no items to choose from."));

    private Type? AnswerEnum
    {
        get
        {
            var one = IsMany ? AnswerType.GetElementType() ?? AnswerType.GenericTypeArguments.FirstOrDefault() ?? AnswerType : AnswerType;
            return one.IsEnum ? one : null;
        }
    }

    private Func<SelectListItem, bool> Chosen()
    {
        var answers = Answers().ToHashSet(StringComparer.OrdinalIgnoreCase);
        return answers.Count == 0 && Posted is null ? item => item.Selected : item => answers.Contains(item.Value ?? item.Text);
    }

    private IEnumerable<string> Answers() => Posted?.RawValue switch
    {
        string one => [one],
        string[] many => many,
        _ => Formatted(For.Model),
    };

    private IEnumerable<string> Formatted(object? model) => model switch
    {
        null => [],
        string one => [one],
        IEnumerable many => many.Cast<object?>().SelectMany(Formatted),
        _ => [Text(model)],
    };

    private static string Text(object value) => value switch
    {
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly { Second: 0 } time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        bool ticked => ticked ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private int? LongestAnswer() => Maxlength is not null || For.Metadata is not { ContainerType: { } form, PropertyName: { } property }
        ? Maxlength
        : Longest.GetOrAdd((form, property), static (of, services) => services.GetService(typeof(IValidator<>).MakeGenericType(of.Form)) is not IValidator validator
            ? null
            : validator.CreateDescriptor().GetValidatorsForMember(of.Property)
                .Select(v => v.Validator).OfType<ILengthValidator>().Where(v => v.Max > 0).Min(v => (int?)v.Max), services);
}
