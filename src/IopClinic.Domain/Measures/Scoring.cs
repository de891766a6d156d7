namespace IopClinic.Domain.Measures;

/// <summary>Scores answers by what the instrument's file says. The order in which questions were answered makes no difference.</summary>
public static class Scoring
{
    public static Score Score(this Instrument instrument, AnswerSheet answers, MeasureSex sex = MeasureSex.OtherOrUnknown) =>
        new Sheet(instrument, answers).Score(sex);

    /// <summary>Whether the item is to be asked, as far as the answers tell: what is still open is asked.</summary>
    public static bool IsAsked(this Instrument instrument, InstrumentItem item, AnswerSheet answers) =>
        new Sheet(instrument, answers).IsAsked(item);

    private sealed class Sheet(Instrument instrument, AnswerSheet answers) : IReadings
    {
        private readonly Dictionary<string, bool> _asked = new(StringComparer.Ordinal);

        private ScoringRule Rule => instrument.Scoring;

        public Reading Read(string name)
        {
            var item = instrument.Item(name);
            if (item is null)
            {
                return instrument.Scoring.Subscales.FirstOrDefault(subscale => subscale.Code == name) is { } subscale
                    ? new Reading(Sum(subscale.Items))
                    : Reading.Unknown;
            }

            // What was answered before an earlier answer was changed does not count where the file says what skipped items count.
            if (!IsAsked(item) && Rule.SkippedCountsAs is { } skipped)
            {
                return new Reading(skipped);
            }

            return answers.Chosen(item) is { } chosen ? new Reading(chosen.Score) : IsAsked(item) ? Reading.Unknown : Reading.NotAsked;
        }

        public bool? AllAskedAreZero()
        {
            var open = false;
            foreach (var reading in instrument.Items.Select(item => Read(item.Id)).Where(reading => reading.IsAsked))
            {
                if (reading.Value is not (null or 0))
                {
                    return false;
                }

                open |= reading.Value is null;
            }

            return open ? null : true;
        }

        public bool IsAsked(InstrumentItem item)
        {
            if (!_asked.TryGetValue(item.Id, out var asked))
            {
                // Only what is certain keeps a question away.
                asked = item.SkipWhen?.Holds(this) != true && item.AskWhen?.Holds(this) != false;
                _asked[item.Id] = asked;
            }

            return asked;
        }

        public Score Score(MeasureSex sex)
        {
            var missing = Missing();
            var status = Status(missing.Count);
            var total = status is ScoreStatus.Incomplete ? null : Total();
            var subscales = Rule.Subscales.ToDictionary(subscale => subscale.Code, subscale => Sum(subscale.Items));
            var derived = Rule.Derived.ToDictionary(scale => scale.Code, scale => total is { } value ? scale.Formula.Of(value) : (decimal?)null);
            var (risk, atLeast) = Risk(status);
            var bands = Bands(instrument.BandsFor(sex), total, subscales, derived, risk);
            return new Score(status)
            {
                Total = total,
                Subscales = subscales,
                Derived = derived,
                Bands = bands,
                Band = new[] { Band.Total }.Concat(derived.Keys).Concat(Rule.Method is ScoringMethod.Rules ? [Band.Risk] : [])
                    .Select(bands.GetValueOrDefault).FirstOrDefault(band => band is not null),
                Risk = risk,
                RiskAtLeast = atLeast,
                Critical = Critical(total, risk),
                Alerts = Critical(total, atLeast),
                Algorithms = instrument.Algorithms.ToDictionary(
                    algorithm => algorithm.Code, algorithm => algorithm.Rule.Holds(new Results(this, total, null))),
                Missing = missing,
            };
        }

        /// <summary>
        /// Items whose answers the result rests on: those of the total, of any subscale where there is no total, and every required
        /// one where rules judge the answers.
        /// </summary>
        private List<string> Missing()
        {
            var counting = Rule.Method switch
            {
                ScoringMethod.Rules => instrument.Items.Where(item => item.IsRequired),
                ScoringMethod.SubscalesOnly => instrument.Items.Where(item => Rule.Subscales.Any(subscale => subscale.Items.Contains(item.Id))),
                _ => instrument.Items.Where(item => Rule.Items.Contains(item.Id)),
            };
            return [.. counting.Where(item => Read(item.Id) == Reading.Unknown).Select(item => item.Id)];
        }

        private ScoreStatus Status(int missing) => missing switch
        {
            0 => ScoreStatus.Complete,
            _ when missing > Rule.Missing.Most || missing == Rule.Items.Count => ScoreStatus.Incomplete,
            _ => Rule.Missing.Method switch
            {
                MissingMethod.MeanOfAnswered => ScoreStatus.Complete,
                MissingMethod.Prorate or MissingMethod.MeanImpute => ScoreStatus.Prorated,
                _ => ScoreStatus.Incomplete,
            },
        };

        private decimal? Total()
        {
            if (Rule.Method is not (ScoringMethod.Sum or ScoringMethod.Mean))
            {
                return null;
            }

            var known = Rule.Items.Select(Read).Where(reading => reading.Value is not null).Select(reading => reading.Value!.Value).ToList();
            return HalfUp.Round(
                Rule.Method is ScoringMethod.Mean ? known.Sum() / known.Count : known.Sum() * Rule.Items.Count / known.Count, Rule.Decimals);
        }

        private decimal? Sum(IReadOnlyList<string> items) =>
            items.Aggregate((decimal?)0, (sum, id) => sum + Read(id).Value);

        private (string? Shown, string? AtLeast) Risk(ScoreStatus status)
        {
            var certain = Rule.RiskRules.FirstOrDefault(rule => rule.When.Holds(this) == true)?.Level;
            if (Rule.Missing.Recency is { } recency
                && Read(recency.Item) == Reading.Unknown
                && instrument.Item(recency.Item)!.AskWhen?.Holds(this) == true
                && Rule.RankOf(recency.Level) > Rule.RankOf(certain))
            {
                certain = recency.Level;
            }

            var shown = status is not ScoreStatus.Incomplete
                || (Rule.Missing.LevelShownUnfinished is { } level && Rule.RankOf(certain) >= Rule.RankOf(level));
            return (shown ? certain : null, certain);
        }

        private static Dictionary<string, Band> Bands(
            IReadOnlyList<Band> bands,
            decimal? total,
            Dictionary<string, decimal?> subscales,
            Dictionary<string, decimal?> derived,
            string? risk)
        {
            var found = new Dictionary<string, Band>(StringComparer.Ordinal);
            foreach (var band in bands)
            {
                var value = band.Scale == Band.Total ? total
                    : subscales.GetValueOrDefault(band.Scale) ?? derived.GetValueOrDefault(band.Scale);
                if (band.Minimum is null ? band.Code == risk : value is { } known && band.Covers(known))
                {
                    found[band.Scale] = band;
                }
            }

            return found;
        }

        private List<CriticalRule> Critical(decimal? total, string? risk)
        {
            var results = new Results(this, total, Rule.Method is ScoringMethod.Rules && risk is not null ? Rule.RankOf(risk) : null);
            return [.. instrument.CriticalRules.Where(rule => rule.When.Holds(rule.Item is null ? results : new OneAnswer(this, rule.Item)) == true)];
        }

        /// <summary>The answer that was given, also to a question that an earlier answer keeps away: what was said is not passed over.</summary>
        private Reading Given(string id) =>
            answers.Chosen(instrument.Item(id)!) is { } chosen ? new Reading(chosen.Score) : Reading.Unknown;

        /// <summary>The whole form: its results beside its answers.</summary>
        private sealed class Results(Sheet sheet, decimal? total, int? risk) : IReadings
        {
            public Reading Read(string name) => name switch
            {
                Band.Total => new Reading(total),
                Band.Risk when risk is not null => new Reading(risk),
                _ => sheet.Read(name),
            };

            public bool? AllAskedAreZero() => sheet.AllAskedAreZero();
        }

        /// <summary>One answer, called <c>score</c>.</summary>
        private sealed class OneAnswer(Sheet sheet, string id) : IReadings
        {
            public Reading Read(string name) => name == ScoreName ? sheet.Given(id) : sheet.Read(name);

            public bool? AllAskedAreZero() => sheet.AllAskedAreZero();
        }
    }

    /// <summary>What a critical item's condition calls the answer it judges.</summary>
    internal const string ScoreName = "score";
}
