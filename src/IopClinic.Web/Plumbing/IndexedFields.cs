using System.Collections;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// Names and reads what a field with an index is for (<c>Form.Lines[i].Text</c>), step by step. The framework translates such an expression
/// into machine code, twice and at every rendering, which takes about a millisecond a field: most of the time of a page with many rows.
/// Everything else is left to it.
/// </summary>
internal sealed class IndexedFields(ModelExpressionProvider usual, IModelMetadataProvider metadata) : IModelExpressionProvider
{
    public ModelExpression CreateModelExpression<TModel, TValue>(ViewDataDictionary<TModel> viewData, Expression<Func<TModel, TValue>> expression)
    {
        var model = viewData.ModelExplorer;
        if (!HasIndex(expression.Body) || Follow(expression.Body, expression.Parameters[0], model.Model) is not { } found)
        {
            return usual.CreateModelExpression(viewData, expression);
        }

        var what = expression.Body is MemberExpression { Member: PropertyInfo property, Expression: { } of }
            ? metadata.GetMetadataForProperty(of.Type, property.Name)
            : metadata.GetMetadataForType(typeof(TValue));
        return new ModelExpression(found.Name, model.GetExplorerForExpression(what, found.Value));
    }

    private static bool HasIndex(Expression? step) => step switch
    {
        MethodCallExpression or BinaryExpression => true,
        MemberExpression member => HasIndex(member.Expression),
        _ => false,
    };

    /// <summary>The name as a form posts it, and the value where nothing on the way is null; null for an expression of another kind.</summary>
    private static (string Name, object? Value)? Follow(Expression? step, ParameterExpression model, object? root)
    {
        switch (step)
        {
            case ParameterExpression parameter when parameter == model:
                return ("", root);
            case MemberExpression { Member: PropertyInfo property } member when Follow(member.Expression, model, root) is var (name, value):
                return (name.Length == 0 ? property.Name : $"{name}.{property.Name}", value is null ? null : property.GetValue(value));
            case MethodCallExpression { Method.Name: "get_Item", Arguments: [{ Type: var kind } argument] } call
                when kind == typeof(int) && Known(argument) is int index && Follow(call.Object, model, root) is var (name, value) && value is null or IList:
                return ($"{name}[{index.ToString(CultureInfo.InvariantCulture)}]", ((IList?)value)?[index]);
            default:
                return null;
        }
    }

    /// <summary>What a constant or a variable around the expression holds; null for anything that would have to be worked out.</summary>
    private static object? Known(Expression? expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } member when Known(member.Expression) is { } holder => field.GetValue(holder),
        _ => null,
    };
}
