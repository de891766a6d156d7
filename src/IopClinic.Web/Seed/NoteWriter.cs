using System.Globalization;
using IopClinic.Domain;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sessions;

namespace IopClinic.Web.Seed;

/// <summary>
/// Writes the notes of the demo clinic. Every sentence comes from a deck: one of the meeting for what was done with its topic, so
/// that no two members are written alike, and one of the patient's own, so that no two weeks are.
/// </summary>
internal sealed class NoteWriter(Random chance)
{
    private static readonly Affect[] WarmAffects = [Affect.Calm, Affect.Bright, Affect.Congruent, Affect.Congruent];
    private static readonly Affect[] HeavyAffects =
        [Affect.Anxious, Affect.Sad, Affect.Flat, Affect.Irritable, Affect.Congruent, Affect.Tearful];

    private readonly Dictionary<Id<Patient>, Hand> _hands = [];
    private int _quoted;

    /// <summary>Deals what members did in one meeting: most of it with the topic, some of it whatever the topic.</summary>
    public Deck<string> MembersOf(Topic topic) => new([.. topic.Members, .. FocusStock.Members], chance);

    /// <summary>A note for one member of a group.</summary>
    /// <param name="care">Of whom.</param>
    /// <param name="members">What is still to be dealt in this meeting.</param>
    /// <param name="attendance">How they came.</param>
    /// <param name="zone">Of the site.</param>
    /// <param name="more">Sentences beyond the usual ones, for those who write more.</param>
    public NoteText ForGroup(InCare care, Deck<string> members, Attendance attendance, TimeZoneInfo zone, int more = 0)
    {
        var hand = HandOf(care);
        var participation = Math.Clamp(care.Person.Participation + chance.Next(-1, 2), 1, 5);
        List<string> sentences =
        [
            hand.Presence(participation),
            members.Deal(),
            chance.Next(5) < 3 ? hand.Brought.Deal() : hand.Gains.Deal(),
        ];
        for (var extra = 0; extra < more; extra++)
        {
            sentences.Add((extra % 3) switch
            {
                0 => hand.Brought.Deal(),
                1 => members.Deal(),
                _ => hand.Gains.Deal(),
            });
        }

        if (attendance.ArrivedAt is { } arrived)
        {
            sentences.Insert(0, $"Arrived at {Clock(arrived, zone)}, {hand.Late.Deal()}");
        }

        if (chance.Next(5) < 2)
        {
            sentences.Add(hand.Strength.Deal());
        }

        if (care.Person.Risk is RiskLevel.High || (care.Person.Risk is RiskLevel.Moderate && chance.Next(2) == 0))
        {
            sentences.Add(hand.Risk.Deal());
        }

        if (attendance.LeftAt is { } left)
        {
            sentences.Add($"Left at {Clock(left, zone)}, announced beforehand.");
        }

        sentences.Add($"Plan: {Lower(hand.Plans.Deal())}");
        return Text(care, string.Join(' ', sentences), participation) with { InTheirWords = WordsOf(hand) };
    }

    /// <summary>Nothing more is written of this patient.</summary>
    public void Forget(Id<Patient> patient) => _hands.Remove(patient);

    /// <summary>Every third note quotes its patient: nobody says what another one of the meeting says, or what they said lately.</summary>
    private string? WordsOf(Hand hand)
    {
        if (hand.Written++ % 3 != 0)
        {
            return null;
        }

        string said;
        do
        {
            said = FocusStock.Said[_quoted++ % FocusStock.Said.Count];
        }
        while (hand.Said.Contains(said));
        hand.Said.Enqueue(said);
        if (hand.Said.Count > Hand.Remembers)
        {
            hand.Said.Dequeue();
        }

        return said;
    }

    /// <summary>A note of a one-to-one hour, in three parts.</summary>
    public NoteText ForIndividual(InCare care)
    {
        var hand = HandOf(care);
        var risk = care.Person.Risk is RiskLevel.Moderate or RiskLevel.High
            ? hand.Risk.Deal()
            : "No thoughts of harming self or others when asked.";
        return Text(
            care,
            $"""
            Data: {hand.Brought.Deal()} {hand.Brought.Deal()}
            Assessment: {hand.Gains.Deal()} {hand.Strength.Deal()} {risk}
            Plan: {hand.Plans.Deal()} {hand.Plans.Deal()}
            """,
            Math.Clamp(care.Person.Participation + chance.Next(0, 2), 1, 5));
    }

    public NoteText ForFamily(InCare care)
    {
        var hand = HandOf(care);
        return Text(care, $"{hand.FamilyWork.Deal()}\n{hand.FamilyPlans.Deal()}", Math.Clamp(care.Person.Participation + 1, 1, 5));
    }

    public NoteText ForPrescriber(InCare care) => Text(care, HandOf(care).Prescribing.Deal(), care.Person.Participation);

    private NoteText Text(InCare care, string text, int participation)
    {
        var isHeavy = participation <= 2 || chance.Next(5) == 0;
        var affect = isHeavy ? HeavyAffects[chance.Next(HeavyAffects.Length)] : WarmAffects[chance.Next(WarmAffects.Length)];
        var response = participation switch
        {
            <= 1 => chance.Next(2) == 0 ? Response.Guarded : Response.Distressed,
            2 => chance.Next(2) == 0 ? Response.Ambivalent : Response.Guarded,
            3 => chance.Next(3) == 0 ? Response.Ambivalent : Response.Receptive,
            4 => chance.Next(3) == 0 ? Response.Insightful : Response.Engaged,
            _ => chance.Next(2) == 0 ? Response.Insightful : Response.Engaged,
        };
        return new NoteText(HandOf(care).Voice.Say(text), (Participation)participation, affect, response);
    }

    private Hand HandOf(InCare care)
    {
        if (!_hands.TryGetValue(care.Patient.Id, out var hand))
        {
            hand = new Hand(care.Person, chance);
            _hands.Add(care.Patient.Id, hand);
        }

        return hand;
    }

    private static string Clock(DateTimeOffset instant, TimeZoneInfo zone) =>
        ClinicClock.TimeIn(zone, instant).ToString("H:mm", CultureInfo.InvariantCulture);

    private static string Lower(string sentence) =>
        sentence[0] == '{' ? sentence : char.ToLower(sentence[0], CultureInfo.InvariantCulture) + sentence[1..];

    /// <summary>The decks of one patient.</summary>
    private sealed class Hand(DemoPerson person, Random chance)
    {
        /// <summary>So many of a patient's words are not said again.</summary>
        public const int Remembers = 8;

        private readonly Deck<string>[] _presence = [.. FocusStock.Presence.Select(sentences => new Deck<string>(sentences, chance))];

        public Voice Voice { get; } = new(person);

        /// <summary>Notes on groups so far.</summary>
        public int Written { get; set; }

        public Queue<string> Said { get; } = [];

        public Deck<string> Brought { get; } = new(FocusStock.All[person.Focus].Brought, chance);

        public Deck<string> Gains { get; } = new(FocusStock.All[person.Focus].Gains, chance);

        public Deck<string> Plans { get; } = new(FocusStock.All[person.Focus].Plans, chance);

        public Deck<string> Strength { get; } = new(FocusStock.Strength, chance);

        public Deck<string> Risk { get; } = new(FocusStock.Risk, chance);

        public Deck<string> Late { get; } = new(FocusStock.Late, chance);

        public Deck<string> FamilyWork { get; } = new(FocusStock.FamilyWork, chance);

        public Deck<string> FamilyPlans { get; } = new(FocusStock.FamilyPlans, chance);

        public Deck<string> Prescribing { get; } = new(FocusStock.Prescribing, chance);

        public string Presence(int participation) => _presence[participation - 1].Deal();
    }
}
