using System.Buffers.Binary;

namespace IopClinic.Web.Seed.Load;

/// <summary>Keys as they would have been made at the moments of which the story tells: UUIDs of version 7, so that rows lie as they came.</summary>
internal sealed class KeySeries(Chance chance)
{
    private long _milliseconds;

    /// <summary>Where it is not null, the chain of the history that the acts of whoever has the key are linked to: 1 to 15.</summary>
    public int? Chain { get; set; }

    /// <summary>From now on keys are made at this moment.</summary>
    public void At(DateTimeOffset moment) => _milliseconds = moment.ToUnixTimeMilliseconds();

    public Guid Next()
    {
        Span<byte> key = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(key, ((ulong)_milliseconds << 16) | (0x7000 + (chance.NextBits() & 0xFFF)));
        BinaryPrimitives.WriteUInt64BigEndian(key[8..], 0x8000000000000000 | (chance.NextBits() >> 2));
        if (Chain is { } chain)
        {
            // Which chain it is says the last byte, by the function append_audit_link of the database.
            var place = chain - 1;
            key[15] = (byte)Math.Min(key[15] / 15 * 15, 225);
            key[15] += (byte)place;
        }

        return new Guid(key, bigEndian: true);
    }
}
