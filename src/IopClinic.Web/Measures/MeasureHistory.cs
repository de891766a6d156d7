using IopClinic.Domain;
using IopClinic.Domain.Measures;

namespace IopClinic.Web.Measures;

/// <summary>Finished forms of one instrument that stand, oldest first, with what changed from one to the next.</summary>
public sealed class MeasureHistory
{
    private MeasureHistory(Instrument instrument, IReadOnlyList<Line> lines, IReadOnlyList<Trend> trends) =>
        (Instrument, Lines, Trends) = (instrument, lines, trends);

    public Instrument Instrument { get; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Line> Lines { get; }

    public IReadOnlyList<Trend> Trends { get; }

    public static MeasureHistory Of(
        Instrument instrument, IEnumerable<MeasureAdministration> finished, IReadOnlyList<TrendEvent> events, MeasureSex sex)
    {
        var lines = new List<Line>();
        foreach (var measure in finished.OrderBy(m => m.ClinicDate).ThenBy(m => m.StartedAt))
        {
            // Change is counted from the first score of the same episode.
            var first = lines.FirstOrDefault(line => line.Measure.EpisodeId == measure.EpisodeId && line.Measure.Total is not null)?.Measure.Total;
            var score = measure.InstrumentVersion == instrument.Version
                ? instrument.Score(new AnswerSheet(instrument, measure.Answers), sex)
                : null;
            lines.Add(new Line(
                measure,
                score,
                instrument.BandsFor(sex).FirstOrDefault(band => band.Code == measure.Band && (band.Scale is Band.Total or Band.Risk
                    || instrument.Scoring.Derived.Any(derived => derived.Code == band.Scale))),
                Between(instrument, lines.LastOrDefault()?.Measure.Total, measure.Total),
                Between(instrument, first, measure.Total)));
        }

        lines.Reverse();
        return new MeasureHistory(instrument, lines, TrendsOf(instrument, [.. lines.AsEnumerable().Reverse()], events, sex));
    }

    private static Change? Between(Instrument instrument, decimal? before, decimal? now) =>
        before is { } baseline && now is { } current ? instrument.Change.Between(baseline, current) : null;

    /// <summary>A line for the total, or one for each subscale where there is none; from the second time on.</summary>
    private static List<Trend> TrendsOf(Instrument instrument, List<Line> lines, IReadOnlyList<TrendEvent> happened, MeasureSex sex)
    {
        var (rule, bands) = (instrument.Scoring, instrument.BandsFor(sex));
        var trends = new List<Trend>();
        if (rule is { Minimum: { } least, Maximum: { } most })
        {
            Add(instrument.Title, least, most, Band.Total, line => line.Measure.Total);
        }
        else
        {
            foreach (var subscale in rule.Subscales)
            {
                Add(subscale.Label, subscale.Minimum, subscale.Maximum, subscale.Code, line => line.Score?.Subscales.GetValueOrDefault(subscale.Code));
            }
        }

        return trends;

        void Add(string title, decimal from, decimal to, string scale, Func<Line, decimal?> value)
        {
            var points = lines.Where(line => value(line) is not null)
                .Select(line => new TrendPoint(
                    line.Measure.ClinicDate,
                    value(line)!.Value,
                    scale == Band.Total && (line.SinceFirst?.IsReliable == true || line.SinceFirst?.IsReliableDeterioration == true)))
                .ToList();
            if (points.Count < 2)
            {
                return;
            }

            var days = (From: points[0].On.AddDays(-60), To: points[^1].On.AddDays(60));
            var events = happened.Where(one => one.On >= days.From && one.On <= days.To);
            trends.Add(new Trend(title, from, to, [.. bands.Where(band => band.Scale == scale)], points, events));
        }
    }

    /// <param name="Measure">What was answered, and its result.</param>
    /// <param name="Score">The whole result; null where the form was replaced since.</param>
    /// <param name="Band">What the result means.</param>
    /// <param name="SinceLast">Null the first time.</param>
    /// <param name="SinceFirst">Null the first time of an episode.</param>
    public sealed record Line(MeasureAdministration Measure, Score? Score, Band? Band, Change? SinceLast, Change? SinceFirst);
}
