using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IopClinic.Database.Conventions;

/// <summary>Keeps a record that knows when it equals another, with records and keys inside it, in one jsonb column.</summary>
internal static class JsonRecord
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // What a record works out from the rest is not kept.
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(), new KeyInJson() },
    };

    public static PropertyBuilder<T> HasJsonRecord<T>(this PropertyBuilder<T> property)
        where T : class?, IEquatable<T>? => property
        .HasColumnType("jsonb")
        .HasConversion(
            new ValueConverter<T, string>(value => JsonSerializer.Serialize(value, Options), json => JsonSerializer.Deserialize<T>(json, Options)!),
            new ValueComparer<T>((left, right) => Equals(left, right), value => value == null ? 0 : value.GetHashCode(), value => value));

    /// <summary>The same of several.</summary>
    public static PropertyBuilder<IReadOnlyList<T>> HasJsonRecords<T>(this PropertyBuilder<IReadOnlyList<T>> property)
        where T : class, IEquatable<T> => property
        .HasColumnType("jsonb")
        .HasConversion(
            new ValueConverter<IReadOnlyList<T>, string>(list => JsonSerializer.Serialize(list, Options), json => JsonSerializer.Deserialize<List<T>>(json, Options)!),
            new ValueComparer<IReadOnlyList<T>>(
                (left, right) => left!.SequenceEqual(right!), list => list.Aggregate(0, (hash, item) => HashCode.Combine(hash, item)), list => list));
}
