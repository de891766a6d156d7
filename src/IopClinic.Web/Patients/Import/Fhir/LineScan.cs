using System.Runtime.CompilerServices;

namespace IopClinic.Web.Patients.Import.Fhir;

/// <summary>
/// One line of a file; <see cref="Text"/> lives until the next line is asked for and is null when the line is too long to be read.
/// </summary>
internal readonly record struct Line(int Number, long Offset, ReadOnlyMemory<byte>? Text);

/// <summary>Reads the lines of an ndjson file one after the other, holding one at a time; blank lines are passed over.</summary>
internal static class LineScan
{
    public static async IAsyncEnumerable<Line> Lines(
        SourceFile file, ImportLimits limits, [EnumeratorCancellation] CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        var start = file.From;
        var (held, number, last) = (0, 0, false);
        var skipping = false;
        while (!last)
        {
            var got = await file.Read(start + held, buffer.AsMemory(held), cancel);
            last = held + got < buffer.Length;
            var filled = held + got;
            var from = 0;
            while (from < filled)
            {
                var end = buffer.AsSpan(from, filled - from).IndexOf((byte)'\n');
                if (end < 0 && !last)
                {
                    break;
                }

                var length = end < 0 ? filled - from : end;
                number++;
                if (skipping)
                {
                    skipping = false;
                    yield return new Line(number, start + from, null);
                }
                else if (length > limits.ResourceBytes)
                {
                    yield return new Line(number, start + from, null);
                }
                else if (!buffer.AsSpan(from, length).Trim(" \t\r"u8).IsEmpty)
                {
                    yield return new Line(number, start + from, buffer.AsMemory(from, length));
                }

                from += end < 0 ? length : length + 1;
            }

            held = filled - from;
            start += from;
            if (held < buffer.Length)
            {
                buffer.AsSpan(from, held).CopyTo(buffer);
            }
            else if (skipping || buffer.Length >= limits.ResourceBytes)
            {
                // Longer than anything that is read: drop what is held and look for the line's end.
                skipping = true;
                start += held;
                held = 0;
            }
            else
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        if (skipping)
        {
            yield return new Line(number + 1, start, null);
        }
    }
}
