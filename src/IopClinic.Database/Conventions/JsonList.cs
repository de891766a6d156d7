using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IopClinic.Database.Conventions;

/// <summary>Keeps a value object or a short list of them, which is only ever read and written whole, in one jsonb column.</summary>
internal static class JsonList
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new KeyInJson() } };

    public static PropertyBuilder<IReadOnlyList<T>> HasJsonList<T>(this PropertyBuilder<IReadOnlyList<T>> property) => property
        .HasColumnType("jsonb")
        .HasConversion(
            new ValueConverter<IReadOnlyList<T>, string>(
                list => JsonSerializer.Serialize(list, Options),
                json => JsonSerializer.Deserialize<List<T>>(json, Options)!),
            new ValueComparer<IReadOnlyList<T>>(
                (left, right) => left!.SequenceEqual(right!),
                list => list.Aggregate(0, (hash, item) => HashCode.Combine(hash, item)),
                list => list.ToList()));

    public static PropertyBuilder<T> HasJson<T>(this PropertyBuilder<T> property)
        where T : class => property
        .HasColumnType("jsonb")
        .HasConversion(
            new ValueConverter<T, string>(
                value => JsonSerializer.Serialize(value, Options),
                json => JsonSerializer.Deserialize<T>(json, Options)!),
            // Value objects never change: another value is another object.
            new ValueComparer<T>((left, right) => ReferenceEquals(left, right), value => value.GetHashCode(), value => value));
}
