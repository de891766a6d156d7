using IopClinic.Domain;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IopClinic.Database.Conventions;

/// <summary>Stores a typed key as a UUID.</summary>
internal sealed class IdConverter<T>() : ValueConverter<Id<T>, Guid>(id => id.Value, value => new Id<T>(value));
