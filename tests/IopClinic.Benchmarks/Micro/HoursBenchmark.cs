using BenchmarkDotNet.Attributes;
using IopClinic.Domain;
using IopClinic.Domain.Hours;
using IopClinic.Domain.Services;
using IopClinic.Domain.Sessions;

namespace IopClinic.Benchmarks.Micro;

/// <summary>What the hours of one patient's week cost: every number that the ledger shows, from twelve sessions.</summary>
[MemoryDiagnoser]
public class HoursBenchmark
{
    private static readonly ClinicWeek Week = ClinicWeek.Of(new DateOnly(2026, 3, 4));
    private static readonly DateTimeOffset Now = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly List<LedgerRow> _rows =
    [
        .. Enumerable.Range(0, 12).Select(at => new LedgerRow(
            new Id<Session>(new Guid(at + 1, 0, 0, new byte[8])), Week.Monday.AddDays(at / 3), StartOf(at), StartOf(at).AddHours(1), "Group",
            new Id<Service>(new Guid(1, 0, 0, new byte[8])), "Group therapy", at != 11, 60,
            at < 8 ? (at == 5 ? AttendanceStatus.UnexcusedAbsence : AttendanceStatus.Present) : null, at is < 8 and not 5 ? 60 : 0, IsMakeUp: false)),
    ];

    [Benchmark]
    public int Ledger()
    {
        var ledger = new WeekLedger(Week, 540, 1140, null, IsWhole: true, _rows, Now);
        return ledger.Scheduled + ledger.Delivered + ledger.Beside + ledger.Ahead + ledger.NotRecorded + ledger.Missed + ledger.Short + ledger.Over + ledger.Outlook.Length;
    }

    private static DateTimeOffset StartOf(int at) => new DateTimeOffset(2026, 3, 2, 14, 0, 0, TimeSpan.Zero).AddDays(at / 3).AddHours(at % 3);
}
