using System.Text.Encodings.Web;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace IopClinic.Web.Tests.Shared;

public sealed class FormErrorsTests
{
    private readonly ViewContext page = new()
    {
        ViewData = new ViewDataDictionary<SamplePage>(new EmptyModelMetadataProvider(), new ModelStateDictionary()),
    };

    private sealed class SamplePage
    {
        public SampleForm Form { get; } = new();
    }

    private sealed class SampleForm
    {
        public string? Given { get; set; }

        public string? BirthDate { get; set; }
    }

    [Fact]
    public void A_form_that_was_not_refused_shows_nothing() => Assert.Equal("", Rendered().Body!.InnerHtml);

    [Fact]
    public void Every_sentence_stands_on_top_in_the_order_of_the_questions_and_leads_to_its_input()
    {
        page.ModelState.AddModelError("Form.BirthDate", "The birth date lies in the future.");
        page.ModelState.AddModelError("Form.Given", "Enter the <given> name.");
        page.ModelState.AddModelError("", "That room is taken.");
        var document = Rendered();
        Assert.Equal(
            ["That room is taken.", "Enter the <given> name.", "The birth date lies in the future."],
            document.QuerySelectorAll("li").Select(item => item.TextContent));
        Assert.Equal(["#Form_Given", "#Form_BirthDate"], document.QuerySelectorAll("a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public void The_refusal_takes_the_focus_without_script()
    {
        page.ModelState.AddModelError("", "That room is taken.");
        var box = Rendered().QuerySelector(".form-errors")!;
        Assert.Equal(("alert", "-1", true), (box.GetAttribute("role"), box.GetAttribute("tabindex"), box.HasAttribute("autofocus")));
    }

    private IHtmlDocument Rendered()
    {
        var output = new TagHelperOutput("form-errors", [], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
        new FormErrorsTagHelper { ViewContext = page }.Process(new TagHelperContext([], new Dictionary<object, object>(), "one"), output);
        using var html = new StringWriter();
        output.WriteTo(html, HtmlEncoder.Default);
        return new HtmlParser().ParseDocument(html.ToString());
    }
}
