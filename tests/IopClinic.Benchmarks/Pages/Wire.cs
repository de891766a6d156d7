using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IopClinic.Benchmarks.Pages;

/// <summary>What went over the wire to the database.</summary>
/// <param name="RoundTrips">How often somebody waited for an answer.</param>
/// <param name="Statements">Statements that were executed; what only begins and ends transactions is none.</param>
public readonly record struct Crossed(int RoundTrips, int Statements)
{
    public static Crossed operator -(Crossed later, Crossed earlier) => Subtract(later, earlier);

    public static Crossed Subtract(Crossed later, Crossed earlier) => new(later.RoundTrips - earlier.RoundTrips, later.Statements - earlier.Statements);
}

/// <summary>
/// Stands between a program and its PostgreSQL and counts what passes, by the protocol alone: it knows of no library, and nothing in the
/// program knows of it. A round trip begins with the first message that is sent while nothing is awaited.
/// </summary>
public sealed class Wire : IAsyncDisposable
{
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;
    private const int Room = 64 * 1024;

    private readonly TcpListener _door = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _listening;
    private int _roundTrips;
    private int _statements;

    public Wire(string host, int port)
    {
        (_host, _port) = (host, port);
        _door.Start();
        _listening = ListenAsync();
    }

    public int Port => ((IPEndPoint)_door.LocalEndpoint).Port;

    /// <summary>All that has passed so far.</summary>
    public Crossed Crossed => new(Volatile.Read(ref _roundTrips), Volatile.Read(ref _statements));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _door.Dispose();
        await _listening;
        _end.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await _door.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(_host, _port, _end.Token);
            var line = new Line(this);
            var there = PumpAsync(near.GetStream(), far.GetStream(), line.Sent);
            var back = PumpAsync(far.GetStream(), near.GetStream(), line.Answered);
            await Task.WhenAny(there, back);
        }
        catch (Exception closed) when (closed is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
        finally
        {
            near.Dispose();
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, Action<ReadOnlySpan<byte>> look)
    {
        try
        {
            var bytes = new byte[Room];
            int read;
            while ((read = await from.ReadAsync(bytes, _end.Token)) > 0)
            {
                look(bytes.AsSpan(0, read));
                await to.WriteAsync(bytes.AsMemory(0, read), _end.Token);
            }
        }
        catch (Exception closed) when (closed is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    /// <summary>One connection: where in which message either side is, and how many answers are awaited.</summary>
    private sealed class Line(Wire wire)
    {
        private readonly Lock _turn = new();
        private readonly Messages _sent = new();
        private readonly Messages _answered = new() { IsStarted = true };
        private int _awaited;
        private int _refusals;
        private bool _busy;

        public void Sent(ReadOnlySpan<byte> bytes)
        {
            lock (_turn)
            {
                _sent.Feed(bytes, SentOne);
            }
        }

        public void Answered(ReadOnlySpan<byte> bytes)
        {
            lock (_turn)
            {
                // Whether it would speak in secret is answered with a single letter.
                while (_refusals > 0 && !bytes.IsEmpty)
                {
                    bytes = bytes[1..];
                    _refusals--;
                }

                _answered.Feed(bytes, (kind, _) =>
                {
                    if (kind == 'Z' && _awaited > 0 && --_awaited == 0)
                    {
                        _busy = false;
                    }
                });
            }
        }

        private void SentOne(char kind, ReadOnlySpan<byte> beginning)
        {
            if (kind == '\0')
            {
                var code = BinaryPrimitives.ReadInt32BigEndian(beginning);
                if (code is SslRequest or GssRequest)
                {
                    _refusals++;
                    _sent.IsStarted = false;
                }
                else
                {
                    _awaited++;
                    _busy = true;
                }

                return;
            }

            if (kind is 'X' or 'p')
            {
                return;
            }

            if (!_busy)
            {
                _busy = true;
                Interlocked.Increment(ref wire._roundTrips);
            }

            if (kind == 'E' || (kind == 'Q' && !IsOfTransaction(beginning)))
            {
                Interlocked.Increment(ref wire._statements);
            }

            if (kind is 'S' or 'Q')
            {
                _awaited++;
            }
        }

        private static bool IsOfTransaction(ReadOnlySpan<byte> text)
        {
            var said = Encoding.ASCII.GetString(text);
            return said.StartsWith("BEGIN", StringComparison.OrdinalIgnoreCase) || said.StartsWith("COMMIT", StringComparison.OrdinalIgnoreCase)
                || said.StartsWith("ROLLBACK", StringComparison.OrdinalIgnoreCase) || said.StartsWith("DISCARD", StringComparison.OrdinalIgnoreCase)
                || said.StartsWith("SAVEPOINT", StringComparison.OrdinalIgnoreCase) || said.StartsWith("RELEASE", StringComparison.OrdinalIgnoreCase);
        }
    }

    private delegate void Message(char kind, ReadOnlySpan<byte> beginning);

    /// <summary>Cuts a stream into the protocol's messages; of each it keeps the kind and the first bytes.</summary>
    private sealed class Messages
    {
        private const int Kept = 16;

        private readonly byte[] _head = new byte[5 + Kept];
        private int _have;
        private int _length;
        private int _seen;

        /// <summary>False until the first message, which has no kind.</summary>
        public bool IsStarted { get; set; }

        public void Feed(ReadOnlySpan<byte> bytes, Message tell)
        {
            while (!bytes.IsEmpty)
            {
                var header = IsStarted ? 5 : 4;
                if (_have < header)
                {
                    _head[_have++] = bytes[0];
                    bytes = bytes[1..];
                    if (_have < header)
                    {
                        continue;
                    }

                    _length = BinaryPrimitives.ReadInt32BigEndian(_head.AsSpan(header - 4)) - 4;
                    _seen = 0;
                }

                var part = Math.Min(_length - _seen, bytes.Length);
                var kept = Math.Min(part, Math.Max(0, Kept - _seen));
                bytes[..kept].CopyTo(_head.AsSpan(header + Math.Min(_seen, Kept)));
                _seen += part;
                bytes = bytes[part..];
                if (_seen < _length)
                {
                    continue;
                }

                var kind = IsStarted ? (char)_head[0] : '\0';
                IsStarted = true;
                _have = 0;
                tell(kind, _head.AsSpan(header, Math.Min(_length, Kept)));
            }
        }
    }
}
