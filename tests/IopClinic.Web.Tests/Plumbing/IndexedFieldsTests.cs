using System.Linq.Expressions;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Plumbing;

/// <summary>Fields with an index are named and read as the framework names and reads them.</summary>
public sealed class IndexedFieldsTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private sealed class Block
    {
        public string? Name { get; init; }

        public int Minutes { get; init; }

        public IReadOnlyList<Block> Inner { get; init; } = [];
    }

    private sealed class Page
    {
        public List<Block> Blocks { get; init; } = [];

        public Block[] Row { get; init; } = [];

        public List<DateOnly?> Days { get; init; } = [];

        public Page? Next { get; init; }

        public Dictionary<string, string> Words { get; init; } = [];
    }

    private readonly Page _page = new()
    {
        Blocks = [new Block { Name = "First" }, new Block { Name = null, Minutes = 90, Inner = [new Block { Name = "O'Brien" }] }],
        Row = [new Block { Name = "In an array" }],
        Days = [null, new DateOnly(2028, 2, 29)],
        Words = { ["a"] = "b" },
    };

    [Fact]
    public void Each_is_named_read_and_described_as_usual()
    {
        for (var i = 0; i < 2; i++)
        {
            Same(page => page.Blocks[i].Name);
            Same(page => page.Blocks[i].Minutes);
            Same(page => page.Blocks[i].Inner);
            Same(page => page.Days[i]);
            Same(page => page.Blocks[i]);
        }

        var (one, inner) = (1, 0);
        Same(page => page.Blocks[one].Inner[inner].Name);
        Same(page => page.Blocks[one].Inner[inner].Name!.Length);
        Same(page => page.Row[inner].Name);
        Same(page => page.Blocks[one - 1].Name);
        Same(page => page.Words["a"]);
        Same(page => page.Next!.Blocks[inner].Name);
        Same(page => page.Next);
    }

    [Fact]
    public void What_is_beyond_the_end_is_no_empty_field() =>
        Assert.ThrowsAny<Exception>(() => Make(clinic.Services.GetRequiredService<IModelExpressionProvider>(), page => page.Blocks[2].Name).Model);

    private void Same<T>(Expression<Func<Page, T>> expression)
    {
        var ours = clinic.Services.GetRequiredService<IModelExpressionProvider>();
        Assert.IsType<IndexedFields>(ours);
        Assert.Equal(Said(clinic.Services.GetRequiredService<ModelExpressionProvider>()), Said(ours));

        (string, object?, Type, Type?, string?) Said(IModelExpressionProvider provider)
        {
            var made = Make(provider, expression);
            return (made.Name, made.Model, made.Metadata.ModelType, made.Metadata.ContainerType, made.Metadata.PropertyName);
        }
    }

    private ModelExpression Make<T>(IModelExpressionProvider provider, Expression<Func<Page, T>> expression) => provider.CreateModelExpression(
        new ViewDataDictionary<Page>(clinic.Services.GetRequiredService<IModelMetadataProvider>(), new ModelStateDictionary()) { Model = _page }, expression);
}
