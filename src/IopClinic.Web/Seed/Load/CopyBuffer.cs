using System.Buffers.Binary;
using System.Text;

namespace IopClinic.Web.Seed.Load;

/// <summary>Rows of one table as COPY reads them in its binary format, put together without going through an object per value.</summary>
internal sealed class CopyBuffer
{
    private const int Header = 19;
    private const int Trailer = sizeof(short);

    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly int EpochDay = new DateOnly(2000, 1, 1).DayNumber;

    private byte[] _bytes = new byte[16_384];

    public CopyBuffer() => Clear();

    public int Rows { get; private set; }

    public int Length { get; private set; }

    /// <summary>All of it with its end, to be sent.</summary>
    public ReadOnlyMemory<byte> Whole()
    {
        BinaryPrimitives.WriteInt16BigEndian(Room(Trailer), -1);
        return _bytes.AsMemory(0, Length);
    }

    public void Clear()
    {
        (Length, Rows) = (0, 0);
        var header = Room(Header);
        header.Clear();
        ReadOnlySpan<byte> mark = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00];
        mark.CopyTo(header);
    }

    public void BeginRow(int columns)
    {
        Rows++;
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), (short)columns);
    }

    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), -1);

    public void Uuid(Guid value) => value.TryWriteBytes(Field(16), bigEndian: true, out _);

    public void Uuid(Guid? value)
    {
        if (value is { } key)
        {
            Uuid(key);
        }
        else
        {
            Null();
        }
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Null();
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, Field(length));
    }

    public void Json(string? value)
    {
        if (value is null)
        {
            Null();
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        var field = Field(length + 1);
        // The version of the format of jsonb.
        field[0] = 1;
        Encoding.UTF8.GetBytes(value, field[1..]);
    }

    public void Bytes(byte[]? value)
    {
        if (value is null)
        {
            Null();
            return;
        }

        value.CopyTo(Field(value.Length));
    }

    public void Instant(DateTimeOffset value) => BinaryPrimitives.WriteInt64BigEndian(Field(sizeof(long)), (value.UtcTicks - Epoch.Ticks) / 10);

    public void Date(DateOnly value) => BinaryPrimitives.WriteInt32BigEndian(Field(sizeof(int)), value.DayNumber - EpochDay);

    public void Time(TimeOnly value) => BinaryPrimitives.WriteInt64BigEndian(Field(sizeof(long)), value.Ticks / 10);

    public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Field(sizeof(short)), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Field(sizeof(int)), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Field(sizeof(long)), value);

    public void Bool(bool value) => Field(1)[0] = value ? (byte)1 : (byte)0;

    /// <summary>A number of PostgreSQL: digits to the base of ten thousand.</summary>
    public void Numeric(decimal value)
    {
        const int Base = 10_000;
        const int DigitsOfGroup = 4;
        var scale = value == 0 ? 0 : value.Scale;
        var rest = Math.Abs(value);
        var whole = decimal.Truncate(rest);
        var fraction = rest - whole;
        var groups = new List<short>();
        for (; whole > 0; whole = decimal.Truncate(whole / Base))
        {
            groups.Insert(0, (short)(whole % Base));
        }

        var weight = groups.Count - 1;
        for (var at = 0; at < (scale + DigitsOfGroup - 1) / DigitsOfGroup; at++)
        {
            fraction *= Base;
            groups.Add((short)decimal.Truncate(fraction));
            fraction -= decimal.Truncate(fraction);
        }

        var field = Field(8 + (2 * groups.Count));
        BinaryPrimitives.WriteInt16BigEndian(field, (short)groups.Count);
        BinaryPrimitives.WriteInt16BigEndian(field[2..], (short)weight);
        BinaryPrimitives.WriteInt16BigEndian(field[4..], value < 0 ? (short)0x4000 : (short)0);
        BinaryPrimitives.WriteInt16BigEndian(field[6..], (short)scale);
        for (var at = 0; at < groups.Count; at++)
        {
            BinaryPrimitives.WriteInt16BigEndian(field[(8 + (2 * at))..], groups[at]);
        }
    }

    /// <summary>An array of keys.</summary>
    public void Uuids(IReadOnlyCollection<Guid> values)
    {
        BeginArray(values.Count, CopyTypes.Uuid, values.Count * 20);
        foreach (var value in values)
        {
            Uuid(value);
        }
    }

    /// <summary>An array of texts.</summary>
    /// <param name="values">None of them null.</param>
    /// <param name="type">The number of the type of its elements.</param>
    public void Texts(IReadOnlyCollection<string> values, int type)
    {
        BeginArray(values.Count, type, values.Sum(value => sizeof(int) + Encoding.UTF8.GetByteCount(value)));
        foreach (var value in values)
        {
            Text(value);
        }
    }

    private void BeginArray(int count, int type, int size)
    {
        var hasElements = count > 0;
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), 12 + (hasElements ? 8 + size : 0));
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), hasElements ? 1 : 0);
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), 0);
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), type);
        if (hasElements)
        {
            BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), count);
            BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), 1);
        }
    }

    private Span<byte> Field(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), length);
        return Room(length);
    }

    private Span<byte> Room(int length)
    {
        if (Length + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        }

        var room = _bytes.AsSpan(Length, length);
        Length += length;
        return room;
    }
}

/// <summary>Numbers of types, which arrays carry.</summary>
internal static class CopyTypes
{
    public const int Text = 25;
    public const int Varchar = 1043;
    public const int Uuid = 2950;
}
