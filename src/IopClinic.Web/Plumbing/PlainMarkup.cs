using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.WebUtilities;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// Pages without the indentation of their sources, a sixth of them. What somebody typed keeps its own: the encoder writes its line
/// breaks as references, so that a line break here always is one of a source. <c>ContentResult</c> comes this way too: a text that needs
/// its blanks is sent as a file.
/// </summary>
internal sealed class PlainMarkup : IHttpResponseStreamWriterFactory
{
    public TextWriter CreateWriter(Stream stream, Encoding encoding) =>
        new Unindented(new HttpResponseStreamWriter(stream, encoding, bufferSize: 16 * 1024, ArrayPool<byte>.Shared, ArrayPool<char>.Shared));

    private sealed class Unindented(TextWriter inner) : TextWriter
    {
        private char[] _kept = new char[1024];
        private bool _lineBegins = true;

        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value) => Write(new ReadOnlySpan<char>(in value));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer) => inner.Write(Keep(buffer).Span);

        public override Task WriteAsync(char value) => inner.WriteAsync(Keep(new ReadOnlySpan<char>(in value)));

        public override Task WriteAsync(string? value) => inner.WriteAsync(Keep(value));

        public override Task WriteAsync(char[] buffer, int index, int count) => inner.WriteAsync(Keep(buffer.AsSpan(index, count)));

        public override void Flush() => inner.Flush();

        public override Task FlushAsync() => inner.FlushAsync();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private ReadOnlyMemory<char> Keep(ReadOnlySpan<char> markup)
        {
            if (_kept.Length < markup.Length)
            {
                _kept = new char[markup.Length];
            }

            var length = 0;
            while (!markup.IsEmpty)
            {
                if (_lineBegins)
                {
                    markup = markup.TrimStart(" \t\r\n");
                    _lineBegins = markup.IsEmpty;
                }

                var end = markup.IndexOf('\n') + 1;
                var line = end > 0 ? markup[..end] : markup;
                line.CopyTo(_kept.AsSpan(length));
                length += line.Length;
                markup = markup[line.Length..];
                _lineBegins |= end > 0;
            }

            return _kept.AsMemory(0, length);
        }
    }
}
