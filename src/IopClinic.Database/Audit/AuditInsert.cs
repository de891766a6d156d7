using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace IopClinic.Database.Audit;

/// <summary>
/// Writes rows of the history beside EF, from the same mapping, and in one round trip with whatever stands before and after them:
/// that happens at the end of every request that shows a patient.
/// </summary>
internal sealed class AuditInsert
{
    private static AuditInsert? _ofModel;

    private readonly IReadOnlyList<IProperty> _properties;
    private readonly string _statement;

    private AuditInsert(IEntityType type)
    {
        _properties = [.. type.GetProperties().Where(property => property.ValueGenerated is ValueGenerated.Never)];
        var columns = string.Join(", ", _properties.Select(property => property.GetColumnName()));
        var places = string.Join(", ", _properties.Select((_, at) => string.Create(CultureInfo.InvariantCulture, $"${at + 1}")));
        _statement = $"insert into {type.GetTableName()} ({columns}) values ({places})";
    }

    public static NpgsqlBatchCommand Of(AuditEvent told, IModel model) =>
        (_ofModel ??= new AuditInsert(model.FindEntityType(typeof(AuditEvent))!)).CommandFor(told);

    private NpgsqlBatchCommand CommandFor(AuditEvent told)
    {
        var command = new NpgsqlBatchCommand(_statement);
        using var factory = new NpgsqlCommand();
        foreach (var property in _properties)
        {
            command.Parameters.Add((NpgsqlParameter)property.GetRelationalTypeMapping().CreateParameter(factory, "", property.GetGetter().GetClrValue(told), property.IsNullable));
        }

        return command;
    }
}
