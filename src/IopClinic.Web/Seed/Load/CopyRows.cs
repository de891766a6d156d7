using System.Collections;
using System.Linq.Expressions;
using IopClinic.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace IopClinic.Web.Seed.Load;

/// <summary>
/// How an entity becomes a row of COPY, worked out from the same model by which it is saved otherwise: what the mapping says of columns
/// and conversions holds here too, and a new column needs nothing.
/// </summary>
internal sealed class CopyRows
{
    private static readonly Dictionary<Type, string> Plain = new()
    {
        [typeof(string)] = nameof(CopyBuffer.Text),
        [typeof(DateTimeOffset)] = nameof(CopyBuffer.Instant),
        [typeof(DateOnly)] = nameof(CopyBuffer.Date),
        [typeof(TimeOnly)] = nameof(CopyBuffer.Time),
        [typeof(short)] = nameof(CopyBuffer.Int16),
        [typeof(int)] = nameof(CopyBuffer.Int32),
        [typeof(long)] = nameof(CopyBuffer.Int64),
        [typeof(bool)] = nameof(CopyBuffer.Bool),
        [typeof(decimal)] = nameof(CopyBuffer.Numeric),
        [typeof(byte[])] = nameof(CopyBuffer.Bytes),
    };

    private readonly Action<CopyBuffer, object> _write;

    private CopyRows(string table, IReadOnlyList<string> columns, Action<CopyBuffer, object> write) =>
        (Table, Columns, _write) = (table, columns, write);

    public string Table { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <param name="entity">Of the model; one of several that share a table has all columns of the table.</param>
    /// <param name="beside">A column that the model does not know, and the instant in it; null where there is none.</param>
    public static CopyRows Of(IEntityType entity, (string Column, Func<object, DateTimeOffset> Value)? beside = null)
    {
        var columns = entity.GetRootType().GetDerivedTypesInclusive().SelectMany(ColumnsOf).Distinct().ToList();
        var own = PropertiesOf(entity).Where(IsKept).ToDictionary(property => property.GetColumnName());
        var (buffer, row) = (Expression.Parameter(typeof(CopyBuffer)), Expression.Parameter(typeof(object)));
        var typed = Expression.Variable(entity.ClrType);
        List<Expression> steps =
        [
            Expression.Assign(typed, Expression.Convert(row, entity.ClrType)),
            Call(buffer, nameof(CopyBuffer.BeginRow), Expression.Constant(columns.Count + (beside is null ? 0 : 1))),
            .. columns.Select(column => own.TryGetValue(column, out var property) ? Column(entity, property, typed, buffer) : Call(buffer, nameof(CopyBuffer.Null))),
        ];
        if (beside is { } one)
        {
            steps.Add(Call(buffer, nameof(CopyBuffer.Instant), Expression.Invoke(Expression.Constant(one.Value), row)));
            columns.Add(one.Column);
        }

        return new CopyRows(
            entity.GetTableName()!, columns,
            Expression.Lambda<Action<CopyBuffer, object>>(Expression.Block([typed], steps), buffer, row).Compile());
    }

    public void Write(CopyBuffer buffer, object entity) => _write(buffer, entity);

    private static IEnumerable<string> ColumnsOf(IEntityType entity) => PropertiesOf(entity).Where(IsKept).Select(property => property.GetColumnName());

    private static IEnumerable<IProperty> PropertiesOf(ITypeBase type) =>
        [.. type.GetProperties(), .. type.GetComplexProperties().SelectMany(complex => PropertiesOf(complex.ComplexType))];

    /// <summary>Whether the program says what the column holds, and not the database.</summary>
    private static bool IsKept(IProperty property) => property.GetComputedColumnSql() is null && property.GetColumnName() != "xmin";

    private static Expression Column(IEntityType entity, IProperty property, Expression row, Expression buffer)
    {
        if (property == entity.FindDiscriminatorProperty())
        {
            return Call(buffer, nameof(CopyBuffer.Text), Expression.Constant(entity.GetDiscriminatorValue()));
        }

        var value = ValueOf(property, row);
        var type = Nullable.GetUnderlyingType(value.Type) ?? value.Type;
        var store = property.GetColumnType();
        var converter = property.GetTypeMapping().Converter;
        if (property.IsPrimitiveCollection || typeof(IEnumerable).IsAssignableFrom(type) && store.EndsWith("[]", StringComparison.Ordinal))
        {
            return Static(nameof(WriteArray), buffer, Expression.Convert(value, typeof(object)), Expression.Constant(store));
        }

        if (IsId(type))
        {
            return WhenThere(value, there => Call(buffer, nameof(CopyBuffer.Uuid), Expression.Property(there, "Value")), buffer);
        }

        if (type == typeof(Guid))
        {
            return WhenThere(value, there => Call(buffer, nameof(CopyBuffer.Uuid), there), buffer);
        }

        if (type.IsEnum)
        {
            return WhenThere(value, there => Call(buffer, nameof(CopyBuffer.Text), Static(typeof(Names<>).MakeGenericType(type), nameof(Names<>.Of), there)), buffer);
        }

        if (converter is null && store == "jsonb" && type == typeof(string))
        {
            return Call(buffer, nameof(CopyBuffer.Json), value);
        }

        if (converter is null && Plain.TryGetValue(type, out var write))
        {
            return value.Type.IsValueType ? WhenThere(value, there => Call(buffer, write, there), buffer) : Call(buffer, write, value);
        }

        if (converter?.ProviderClrType == typeof(string))
        {
            return Static(
                nameof(WriteConverted), buffer, Expression.Convert(value, typeof(object)), Expression.Constant(converter.ConvertToProvider), Expression.Constant(store == "jsonb"));
        }

        throw new NotSupportedException($"Nobody has said how {property.DeclaringType.ClrType.Name}.{property.Name} is copied.");
    }

    private static MemberExpression ValueOf(IProperty property, Expression row)
    {
        var from = property.DeclaringType is IComplexType complex ? ComplexOf(complex.ComplexProperty, row) : row;
        return Member(from, property.DeclaringType.ClrType, property);
    }

    private static MemberExpression ComplexOf(IComplexProperty complex, Expression row)
    {
        var from = complex.DeclaringType is IComplexType outer ? ComplexOf(outer.ComplexProperty, row) : row;
        return Member(from, complex.DeclaringType.ClrType, complex);
    }

    private static MemberExpression Member(Expression from, Type declaring, IPropertyBase property) => property switch
    {
        { PropertyInfo: { } info } => Expression.Property(Expression.Convert(from, declaring), info),
        { FieldInfo: { } field } => Expression.Field(Expression.Convert(from, declaring), field),
        _ => throw new NotSupportedException($"{declaring.Name}.{property.Name} stands in no property, so it cannot be copied."),
    };

    private static bool IsId(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>);

    private static Expression WhenThere(Expression value, Func<Expression, Expression> write, Expression buffer) => Nullable.GetUnderlyingType(value.Type) is null
        ? write(value)
        : Expression.IfThenElse(Expression.Property(value, "HasValue"), write(Expression.Property(value, "Value")), Call(buffer, nameof(CopyBuffer.Null)));

    private static MethodCallExpression Call(Expression buffer, string method, params Expression[] values) =>
        Expression.Call(buffer, typeof(CopyBuffer).GetMethod(method, [.. values.Select(value => value.Type)])!, values);

    private static MethodCallExpression Static(string method, params Expression[] values) => Static(typeof(CopyRows), method, values);

    private static MethodCallExpression Static(Type type, string method, params Expression[] values) =>
        Expression.Call(type.GetMethod(method, System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public)!, values);

    private static void WriteConverted(CopyBuffer buffer, object? value, Func<object?, object?> convert, bool isJson)
    {
        var text = value is null ? null : (string?)convert(value);
        if (isJson)
        {
            buffer.Json(text);
        }
        else
        {
            buffer.Text(text);
        }
    }

    private static void WriteArray(CopyBuffer buffer, object? value, string store)
    {
        if (value is null)
        {
            buffer.Null();
            return;
        }

        var elements = ((IEnumerable)value).Cast<object>();
        if (store.StartsWith("uuid", StringComparison.Ordinal))
        {
            buffer.Uuids([.. elements.Select(element => element is Guid key ? key : (Guid)element.GetType().GetProperty("Value")!.GetValue(element)!)]);
        }
        else
        {
            buffer.Texts([.. elements.Select(element => element.ToString()!)], store.StartsWith("text", StringComparison.Ordinal) ? CopyTypes.Text : CopyTypes.Varchar);
        }
    }

    /// <summary>The names of an enumeration's values, which are asked for some hundred million times.</summary>
    private static class Names<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<T, string> Known = Enum.GetValues<T>().Distinct().ToDictionary(value => value, value => value.ToString());

        public static string Of(T value) => Known[value];
    }
}
