using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using IopClinic.Database.Reading;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;

namespace IopClinic.Database.Audit;

/// <summary>Writes an audit row for every row a save creates, changes or removes, in the transaction of that save.</summary>
internal sealed class AuditInterceptor : SaveChangesInterceptor
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Add(eventData.Context);
        return base.SavingChangesAsync(eventData, result, cancellationToken);
    }

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Add(eventData.Context);
        return base.SavingChanges(eventData, result);
    }

    private static void Add(DbContext? context)
    {
        if (context is not ClinicDb db)
        {
            return;
        }

        db.ChangeTracker.DetectChanges();
        var changed = db.ChangeTracker.Entries()
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && IsAudited(e.Metadata)).ToList();
        if (changed.Exists(e => House.Holds(e.Entity)))
        {
            db.ForgetHouse();
        }

        db.AuditEvents.AddRange(changed.Select(e => EventOf(db, e)).OfType<AuditEvent>().ToList());
    }

    /// <summary>Domain rows are audited unless marked otherwise; sign-in bookkeeping of Identity is not one of them.</summary>
    private static bool IsAudited(IReadOnlyTypeBase type) =>
        type.ClrType.Assembly == typeof(Patient).Assembly && type.ClrType.GetCustomAttribute<NotAuditedAttribute>() is null;

    private static AuditEvent? EventOf(ClinicDb db, EntityEntry entry)
    {
        var changes = ChangesOf(entry);
        if (entry.State is EntityState.Modified && changes.Count == 0)
        {
            return null;
        }

        var action = entry.State switch
        {
            EntityState.Added => AuditAction.Create,
            EntityState.Deleted => AuditAction.Remove,
            _ => AuditAction.Change,
        };
        return db.EventBy(
            action,
            entry.Metadata.ClrType.Name,
            string.Join(' ', entry.Metadata.FindPrimaryKey()!.Properties.Select(p => entry.Property(p.Name).CurrentValue)),
            (entry.Entity as IBelongToPatient)?.PatientId,
            changes.Count == 0 ? null : JsonSerializer.Serialize(changes, Readable));
    }

    private static SortedDictionary<string, string?[]> ChangesOf(EntityEntry entry)
    {
        var changes = new SortedDictionary<string, string?[]>(StringComparer.Ordinal);
        if (entry.State is EntityState.Modified)
        {
            Collect(entry.Properties, entry.ComplexProperties, "", changes);
        }

        return changes;
    }

    private static void Collect(
        IEnumerable<PropertyEntry> properties,
        IEnumerable<ComplexPropertyEntry> complexProperties,
        string prefix,
        SortedDictionary<string, string?[]> changes)
    {
        foreach (var property in properties.Where(p => p.IsModified && !Equals(p.OriginalValue, p.CurrentValue)))
        {
            var hidden = property.Metadata.PropertyInfo?.GetCustomAttribute<NotAuditedAttribute>() is not null;
            changes[prefix + property.Metadata.Name] = hidden ? [] : [Shown(property.OriginalValue), Shown(property.CurrentValue)];
        }

        foreach (var complex in complexProperties)
        {
            Collect(complex.Properties, complex.ComplexProperties, $"{prefix}{complex.Metadata.Name}.", changes);
        }
    }

    private static string? Shown(object? value) => value switch
    {
        null => null,
        string text => text,
        DateTimeOffset instant => instant.UtcDateTime.ToString("u", System.Globalization.CultureInfo.InvariantCulture),
        System.Collections.IEnumerable list => string.Join(", ", list.Cast<object>()),
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
