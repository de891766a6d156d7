using System.Text.Encodings.Web;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using FluentValidation;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Shared;

public sealed class FieldTests
{
    private readonly ViewContext page = new();

    private enum Mode
    {
        OnSite,
        InHome,
    }

    private sealed class Sample
    {
        public string? Given { get; set; }

        public string? Password { get; set; }

        public DateOnly? BirthDate { get; set; }

        public TimeOnly Starts { get; set; }

        public decimal Fee { get; set; }

        public int? Site { get; set; }

        public Mode? Mode { get; set; }

        public bool Consents { get; set; }

        public IReadOnlyList<DayOfWeek> Days { get; set; } = [];

        public sealed class Validator : AbstractValidator<Sample>
        {
            public Validator() => RuleFor(s => s.Given).MaximumLength(80);
        }
    }

    [Fact]
    public void The_label_belongs_to_the_input_and_says_the_words_given()
    {
        var field = Field(new() { Given = "Ana" }, nameof(Sample.Given), f => f.Label = "Given name");
        var input = field.QuerySelector("input")!;
        Assert.Equal(("Form_Given", "Form.Given"), (input.Id, input.GetAttribute("name")));
        Assert.Equal(("text", "Ana"), (input.GetAttribute("type"), input.GetAttribute("value")));
        Assert.Equal("Form_Given", field.QuerySelector("label")!.GetAttribute("for"));
        Assert.StartsWith("Given name", field.QuerySelector("label")!.TextContent, StringComparison.Ordinal);
        Assert.False(input.HasAttribute("aria-describedby"));
        Assert.False(input.HasAttribute("aria-invalid"));
    }

    [Fact]
    public void Without_a_label_the_property_names_the_question()
    {
        var label = Field(new(), nameof(Sample.BirthDate)).QuerySelector("label")!;
        Assert.StartsWith("Birth date", label.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_answer_is_kept_and_tied_to_its_hint_and_sentence()
    {
        Posted("Form.BirthDate", "02/31/2026", "Enter a date that exists.");
        var field = Field(new(), nameof(Sample.BirthDate), f => f.Hint = "As on the identity card.");
        var input = field.QuerySelector("input")!;
        Assert.Equal("02/31/2026", input.GetAttribute("value"));
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal("Form_BirthDate-hint Form_BirthDate-error", input.GetAttribute("aria-describedby"));
        Assert.Equal("As on the identity card.", field.QuerySelector("#Form_BirthDate-hint")!.TextContent);
        Assert.Equal("Enter a date that exists.", field.QuerySelector("#Form_BirthDate-error")!.TextContent.Trim());
        Assert.Contains("field-refused", field.ClassList);
    }

    [Fact]
    public void What_was_typed_cannot_become_markup()
    {
        const string typed = "\"><script>alert(1)</script></textarea><b>&amp;";
        Posted("Form.Given", typed, $"No {typed}");
        foreach (var type in new[] { "text", "textarea" })
        {
            var field = Field(new(), nameof(Sample.Given), f => (f.Label, f.Hint, f.Type) = (typed, typed, type));
            Assert.Empty(field.QuerySelectorAll("script, b"));
            var input = field.QuerySelector("input, textarea")!;
            Assert.Equal(typed, type == "text" ? input.GetAttribute("value") : input.TextContent);
        }
    }

    [Fact]
    public void A_text_keeps_its_first_line_break()
    {
        var field = Field(new() { Given = "\nsecond" }, nameof(Sample.Given), f => f.Type = "textarea");
        Assert.Equal("\nsecond", field.QuerySelector("textarea")!.TextContent);
    }

    [Fact]
    public void A_password_is_never_sent_back()
    {
        Posted("Form.Password", "correct horse", "That is not the password.");
        var field = Field(new() { Password = "correct horse" }, nameof(Sample.Password), f => f.Type = "password");
        Assert.DoesNotContain("correct horse", field.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void Dates_times_and_numbers_are_written_as_browsers_want_them()
    {
        var form = new Sample { BirthDate = new DateOnly(1992, 3, 4), Starts = new TimeOnly(9, 5), Fee = 12.5m };
        Assert.Equal(("date", "1992-03-04"), Input(form, nameof(Sample.BirthDate)));
        Assert.Equal(("time", "09:05"), Input(form, nameof(Sample.Starts)));
        Assert.Equal(("number", "12.5"), Input(form, nameof(Sample.Fee)));
        Assert.Equal(("date", ""), Input(new(), nameof(Sample.BirthDate)));
    }

    [Fact]
    public void The_longest_answer_comes_from_the_attribute_or_else_from_the_validator()
    {
        Assert.Equal("80", Field(new(), nameof(Sample.Given)).QuerySelector("input")!.GetAttribute("maxlength"));
        Assert.Equal("20", Field(new(), nameof(Sample.Given), f => f.Maxlength = 20).QuerySelector("input")!.GetAttribute("maxlength"));
        Assert.False(Field(new(), nameof(Sample.BirthDate)).QuerySelector("input")!.HasAttribute("maxlength"));
    }

    [Fact]
    public void What_is_needed_says_so_unless_it_is_optional()
    {
        Assert.Equal("true", Field(new(), nameof(Sample.Given)).QuerySelector("input")!.GetAttribute("aria-required"));
        var optional = Field(new(), nameof(Sample.Given), f => f.Optional = true);
        Assert.False(optional.QuerySelector("input")!.HasAttribute("aria-required"));
        Assert.Null(optional.QuerySelector(".field-required"));
    }

    [Fact]
    public void Attributes_that_the_field_does_not_know_go_to_the_input()
    {
        var field = Field(new(), nameof(Sample.Given), attributes: [new("data-note", "x"), new("autocomplete", "off"), new("autofocus")]);
        var input = field.QuerySelector("input")!;
        Assert.Equal(("x", "off"), (input.GetAttribute("data-note"), input.GetAttribute("autocomplete")));
        Assert.True(input.HasAttribute("autofocus"));
        Assert.False(field.HasAttribute("data-note"));
    }

    [Fact]
    public void A_select_marks_what_was_posted_before_what_the_form_holds()
    {
        Posted("Form.Site", "2", "That site is closed.");
        SelectListItem[] sites = [new("Riverside", "1"), new("North Hill", "2")];
        var field = Field(new() { Site = 1 }, nameof(Sample.Site), f => (f.Items, f.Choose) = (sites, "Choose a site"));
        Assert.Equal(["", "1", "2"], field.QuerySelectorAll("option").Select(o => o.GetAttribute("value")));
        Assert.Equal(["2"], field.QuerySelectorAll("option[selected]").Select(o => o.GetAttribute("value")));
        Assert.Equal("true", field.QuerySelector("select")!.GetAttribute("aria-invalid"));
    }

    [Fact]
    public void An_enum_offers_its_names_as_words()
    {
        var field = Field(new() { Mode = Mode.InHome }, nameof(Sample.Mode));
        Assert.Equal(["On site", "In home"], field.QuerySelectorAll("option").Select(o => o.TextContent));
        Assert.Equal("InHome", field.QuerySelector("option[selected]")!.GetAttribute("value"));
    }

    [Fact]
    public void Radio_buttons_are_one_group_with_one_name_and_one_sentence()
    {
        Posted("Form.Mode", "", "Choose one.");
        var field = Field(new(), nameof(Sample.Mode), f => (f.Type, f.Label) = ("radio", "Takes place"));
        Assert.Equal(("FIELDSET", "radiogroup", "true", "Form_Mode-error"),
            (field.TagName, field.GetAttribute("role"), field.GetAttribute("aria-invalid"), field.GetAttribute("aria-describedby")));
        Assert.StartsWith("Takes place", field.QuerySelector("legend")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Form_Mode", "Form_Mode-1"], field.QuerySelectorAll("input").Select(i => i.Id));
        Assert.All(field.QuerySelectorAll("input"), i => Assert.NotNull(field.QuerySelector($"label[for={i.Id}]")));
    }

    [Fact]
    public void Checkboxes_show_what_was_posted_before_what_the_form_holds()
    {
        var form = new Sample { Days = [DayOfWeek.Monday, DayOfWeek.Friday] };
        Assert.Equal(["Monday", "Friday"], Ticked(Field(form, nameof(Sample.Days))));
        string[] posted = ["Tuesday", "Friday"];
        page.ModelState.SetModelValue("Form.Days", posted, "Tuesday,Friday");
        Assert.Equal(posted, Ticked(Field(form, nameof(Sample.Days))));
    }

    [Fact]
    public void A_single_box_posts_one_value_or_nothing()
    {
        var field = Field(new() { Consents = true }, nameof(Sample.Consents), f => f.Label = "The patient agreed");
        var box = Assert.Single(field.QuerySelectorAll("input"));
        Assert.Equal(("checkbox", "true", true), (box.GetAttribute("type"), box.GetAttribute("value"), box.HasAttribute("checked")));
        Assert.Equal("The patient agreed", field.QuerySelector($"label[for={box.Id}]")!.TextContent);
        Assert.False(Field(new(), nameof(Sample.Consents)).QuerySelector("input")!.HasAttribute("checked"));
    }

    private static IEnumerable<string?> Ticked(IElement field) =>
        field.QuerySelectorAll("input[checked]").Select(i => i.GetAttribute("value"));

    private (string? Type, string? Value) Input(Sample form, string property)
    {
        var input = Field(form, property).QuerySelector("input")!;
        return (input.GetAttribute("type"), input.GetAttribute("value"));
    }

    private void Posted(string name, string typed, string refusal)
    {
        page.ModelState.SetModelValue(name, typed, typed);
        page.ModelState.AddModelError(name, refusal);
    }

    private IElement Field(
        Sample form, string property, Action<FieldTagHelper>? with = null, IEnumerable<TagHelperAttribute>? attributes = null)
    {
        using var services = new ServiceCollection().AddSingleton<IValidator<Sample>, Sample.Validator>().BuildServiceProvider();
        var explorer = new EmptyModelMetadataProvider().GetModelExplorerForType(typeof(Sample), form).GetExplorerForProperty(property);
        var field = new FieldTagHelper(services) { ViewContext = page, For = new ModelExpression($"Form.{property}", explorer) };
        with?.Invoke(field);
        var output = new TagHelperOutput(
            "field", [.. attributes ?? []], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
        field.Process(new TagHelperContext([], new Dictionary<object, object>(), "one"), output);
        using var html = new StringWriter();
        output.WriteTo(html, HtmlEncoder.Default);
        return new HtmlParser().ParseDocument(html.ToString()).Body!.FirstElementChild!;
    }
}
