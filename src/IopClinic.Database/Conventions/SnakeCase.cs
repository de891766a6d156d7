using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace IopClinic.Database.Conventions;

/// <summary>Names tables, columns, keys and indexes in snake_case, as PostgreSQL folds them.</summary>
internal static class SnakeCase
{
    public static string Of(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }

    public static void Apply(IMutableModel model)
    {
        foreach (var entity in model.GetEntityTypes())
        {
            if (entity.IsMappedToJson())
            {
                // Its properties are names inside the document.
                entity.SetContainerColumnName(Of(entity.GetContainerColumnName()!));
                continue;
            }

            if (entity.GetViewName() is not null)
            {
                // The name of its set would make a table of a view.
                entity.SetTableName(null);
            }
            else if (entity.GetTableName() is { } table && entity.BaseType is null)
            {
                entity.SetTableName(Of(table));
            }

            Columns(entity);
            foreach (var key in entity.GetKeys())
            {
                key.SetName(Of(key.GetName()!));
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.SetConstraintName(Of(foreignKey.GetConstraintName()!));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(Of(index.GetDatabaseName()!));
            }
        }
    }

    private static void Columns(IMutableTypeBase type, string prefix = "")
    {
        foreach (var property in type.GetDeclaredProperties())
        {
            // xmin, PostgreSQL's own row version, carries the concurrency token.
            property.SetColumnName(IsRowVersion(property) ? "xmin" : prefix + Of(property.GetColumnName()));
        }

        foreach (var complex in type.GetDeclaredComplexProperties())
        {
            Columns(complex.ComplexType, $"{prefix}{Of(complex.Name)}_");
        }
    }

    private static bool IsRowVersion(IMutableProperty property) =>
        property.IsConcurrencyToken && property.ClrType == typeof(uint);
}
