using System.IO.Compression;

namespace IopClinic.Web.Patients.Import.Fhir;

/// <summary>
/// A file opened for reading at any place, unpacked when it was packed. What cannot be read at any place by itself is put
/// aside in a temporary file that only this process sees: it has no name any more once it is open (on Windows: once it is closed).
/// </summary>
internal sealed class SourceFile : IAsyncDisposable
{
    /// <summary>
    /// Packed behind the file's own bytes, and looked for at the end of what was unpacked. GZipStream takes the end of a file
    /// that was cut short for the end of its content and says nothing; only a whole file lets this come out as it went in.
    /// </summary>
    private static readonly byte[] Seal = [.. "\n-- end of the file --"u8];
    private static readonly byte[] PackedSeal = Pack(Seal);

    private readonly Stream _content;

    private SourceFile(string name, Stream content, long from) => (Name, _content, From) = (name, content, from);

    public string Name { get; }

    /// <summary>Where the text starts: after a byte order mark.</summary>
    public long From { get; }

    public long Length => _content.Length;

    /// <summary>Opens <paramref name="source"/>, or says in one sentence why it is refused.</summary>
    public static async Task<(SourceFile? File, string? Refusal)> Open(ImportSource source, ImportLimits limits, CancellationToken cancel)
    {
        var given = source.Open();
        var kept = given;
        var done = false;
        try
        {
            var head = new byte[4];
            var got = await given.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
            if (head is [0x1F, 0x8B, ..])
            {
                await using var packed = new GZipStream(new Joined(head.AsMemory(0, got), given, PackedSeal), CompressionMode.Decompress);
                kept = PutAside();
                if (await Copy(packed, kept, limits.FileBytes + Seal.Length, limits, cancel) is { } refusal)
                {
                    return (null, refusal);
                }

                if (!await Unseal(kept, cancel))
                {
                    return (null, Damaged(kept.Length));
                }
            }
            else if (!given.CanSeek)
            {
                kept = PutAside();
                if (await Copy(new Joined(head.AsMemory(0, got), given, default), kept, limits.FileBytes, limits, cancel) is { } refusal)
                {
                    return (null, refusal);
                }
            }
            else if (given.Length > limits.FileBytes)
            {
                return (null, TooLarge(limits));
            }

            var file = new SourceFile(source.Name, kept, await Start(kept, cancel));
            if (await file.Unreadable(cancel) is { } unreadable)
            {
                return (null, unreadable);
            }

            done = true;
            return (file, null);
        }
        finally
        {
            if (!done || kept != given)
            {
                await given.DisposeAsync();
            }

            if (!done && kept != given)
            {
                await kept.DisposeAsync();
            }
        }
    }

    /// <summary>Fills <paramref name="buffer"/> with the bytes from <paramref name="offset"/> on; fewer only at the end.</summary>
    public ValueTask<int> Read(long offset, Memory<byte> buffer, CancellationToken cancel)
    {
        _content.Position = offset;
        return _content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
    }

    public ValueTask DisposeAsync() => _content.DisposeAsync();

    private static async Task<string?> Copy(Stream from, Stream to, long most, ImportLimits limits, CancellationToken cancel)
    {
        var buffer = new byte[128 * 1024];
        long total = 0;
        try
        {
            int got;
            while ((got = await from.ReadAsync(buffer, cancel)) > 0)
            {
                total += got;
                if (total > most)
                {
                    return TooLarge(limits);
                }

                await to.WriteAsync(buffer.AsMemory(0, got), cancel);
            }
        }
        catch (InvalidDataException)
        {
            return Damaged(total);
        }

        await to.FlushAsync(cancel);
        return null;
    }

    private static async Task<bool> Unseal(Stream content, CancellationToken cancel)
    {
        var end = new byte[Seal.Length];
        content.Position = Math.Max(0, content.Length - end.Length);
        var got = await content.ReadAtLeastAsync(end, end.Length, throwOnEndOfStream: false, cancel);
        if (got < end.Length || !end.AsSpan().SequenceEqual(Seal))
        {
            return false;
        }

        content.SetLength(content.Length - end.Length);
        return true;
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private static string Damaged(long at) =>
        $"The packed file is damaged or cut short: it could be unpacked only up to byte {at:N0}. " +
        "Nothing of it was taken in; send it again.";

    private static string TooLarge(ImportLimits limits) =>
        $"The file holds more than {limits.FileBytes / 1024 / 1024:N0} MB (unpacked). " +
        "Nothing of it was taken in; split it and import the parts.";

    private static async Task<long> Start(Stream content, CancellationToken cancel)
    {
        var mark = new byte[3];
        content.Position = 0;
        return await content.ReadAtLeastAsync(mark, 3, throwOnEndOfStream: false, cancel) == 3 && mark is [0xEF, 0xBB, 0xBF] ? 3 : 0;
    }

    private async Task<string?> Unreadable(CancellationToken cancel)
    {
        var head = new byte[64 * 1024];
        var got = await Read(From, head, cancel);
        var first = head.AsSpan(0, got).IndexOfAnyExcept(" \t\r\n"u8);
        return head.AsSpan(0, got) switch
        {
            [] => "The file is empty.",
            [0x1F, 0x8B, ..] => "The file is packed twice; unpack it once and import it again.",
            [(byte)'P', (byte)'K', 3, 4, ..] => "The file is a zip archive; unpack it and import the files in it.",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, _, ..] or [_, 0, ..] =>
                "The file is not UTF-8 text; save it as UTF-8 and import it again.",
            [(byte)'<', ..] => "The file is XML; the import reads FHIR as JSON.",
            _ when first < 0 && From + got == Length => "The file is empty.",
            _ when first >= 0 && head[first] == (byte)'[' =>
                "The file is a list of resources; FHIR puts several resources into a Bundle, or one on each line (ndjson).",
            _ when first >= 0 && head[first] != (byte)'{' => "The file is not FHIR JSON: it does not start with an object.",
            _ => null,
        };
    }

    private static FileStream PutAside()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None),
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var stream = new FileStream(path, options);
        File.Delete(path);
        return stream;
    }

    /// <summary>The bytes already read to look at, the rest of the file, and what is put behind it.</summary>
    private sealed class Joined(ReadOnlyMemory<byte> head, Stream rest, ReadOnlyMemory<byte> tail) : Stream
    {
        private ReadOnlyMemory<byte> _head = head, _tail = tail;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            Take(ref _head, buffer.AsSpan(offset, count)) is var first and > 0 ? first
            : rest.Read(buffer, offset, count) is var next and > 0 ? next
            : Take(ref _tail, buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Take(ref _head, buffer.Span) is var first and > 0 ? first
            : await rest.ReadAsync(buffer, cancellationToken) is var next and > 0 ? next
            : Take(ref _tail, buffer.Span);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static int Take(ref ReadOnlyMemory<byte> from, Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, from.Length);
            from.Span[..count].CopyTo(buffer);
            from = from[count..];
            return count;
        }
    }
}
