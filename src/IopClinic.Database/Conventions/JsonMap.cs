using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IopClinic.Database.Conventions;

/// <summary>Keeps a small map, which is only ever read and written whole, in one jsonb column.</summary>
internal static class JsonMap
{
    public static PropertyBuilder<IReadOnlyDictionary<string, T>> HasJsonMap<T>(this PropertyBuilder<IReadOnlyDictionary<string, T>> property) =>
        property.HasColumnType("jsonb").HasConversion(
            new ValueConverter<IReadOnlyDictionary<string, T>, string>(
                map => JsonSerializer.Serialize(map, JsonSerializerOptions.Default),
                json => JsonSerializer.Deserialize<Dictionary<string, T>>(json, JsonSerializerOptions.Default)!),
            new ValueComparer<IReadOnlyDictionary<string, T>>(
                (left, right) => left!.Count == right!.Count && left.All(entry => right.Contains(entry)),
                map => map.Aggregate(0, (hash, entry) => hash ^ entry.GetHashCode()),
                map => map.ToDictionary(entry => entry.Key, entry => entry.Value)));
}
