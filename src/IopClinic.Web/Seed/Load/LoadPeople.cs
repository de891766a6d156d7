using System.Globalization;
using IopClinic.Domain;
using IopClinic.Domain.Patients;

namespace IopClinic.Web.Seed.Load;

/// <summary>Who the patients are.</summary>
internal static class LoadPeople
{
    private static readonly string[] Strengths =
    [
        "dry humor", "careful planning", "patience", "faith", "love of music", "pride in good work", "sense of duty", "curiosity", "stubbornness", "warmth with children",
    ];

    private static readonly Focus[] Focuses = Enum.GetValues<Focus>();

    private static readonly string[] Streets = ["Alder Street", "Birch Lane", "Calle Ocho", "Dune Road", "Elm Court", "Fourth Avenue", "Garden Row", "Hill Street"];

    /// <summary>A made-up person.</summary>
    /// <param name="chance">Their own.</param>
    /// <param name="year">The year in which they come.</param>
    public static DemoPerson Of(Chance chance, int year)
    {
        var stock = NameStock.By(chance);
        var isWoman = chance.Next(2) == 0;
        var strength = chance.Of(Strengths);
        var born = new DateOnly(year - 19 - (chance.Next(22) + chance.Next(30)), 1, 1).AddDays(chance.Next(364));
        return new DemoPerson(
            chance.Of(isWoman ? stock.Women : stock.Men),
            chance.Of(stock.Families),
            born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            chance.Next(30) == 0 ? "they/them" : isWoman ? "she/her" : "he/him",
            stock.Race,
            chance.Of(Focuses))
        {
            Gender = isWoman ? Gender.Female : Gender.Male,
            Middle = chance.Next(4) == 0 ? ((char)('A' + chance.Next(26))).ToString() : null,
            Hispanic = stock.IsHispanic,
            Language = stock.Language,
            NeedsInterpreter = stock.Language != "en" && chance.Next(3) == 0,
            Strength = strength,
            Strengths = $"Draws on {strength}.",
            Risk = chance.Next(20) switch { 0 => RiskLevel.High, < 4 => RiskLevel.Moderate, _ => RiskLevel.Low },
            Participation = 2 + chance.Next(3),
            Reliability = 76 + chance.Next(12) + chance.Next(13),
        };
    }

    /// <summary>Their record, registered some days before they are admitted.</summary>
    public static Patient Register(DemoPerson person, DemoPlace place, Id<Domain.Sites.Site> site, Chance chance, DateOnly today, DateTimeOffset at)
    {
        var isWoman = person.Gender is Gender.Female;
        var patient = new Patient(
            site,
            new Demographics
            {
                Name = new PersonName(person.Given, person.Family, person.Middle),
                BirthDate = DateOnly.ParseExact(person.Born, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                Pronouns = person.Pronouns,
                Gender = isWoman ? Gender.Female : Gender.Male,
                BirthSex = isWoman ? BirthSex.Female : BirthSex.Male,
                Races = [person.Race],
                Ethnicity = person.Hispanic ? Ethnicity.HispanicOrLatino : Ethnicity.NotHispanicOrLatino,
                Language = person.Language,
                NeedsInterpreter = person.NeedsInterpreter,
            },
            new ContactDetails
            {
                Phone = place.Phone(chance.Next(100)),
                Address = place.Address($"{100 + chance.Next(9_000)} {chance.Of(Streets)}", chance.Next(4) == 0 ? "Apt 3" : null),
                Preferred = (ContactMethod)chance.Next(4),
                MayLeaveVoicemail = chance.Next(3) > 0,
            },
            today,
            at);
        patient.MarkGenerated();
        patient.Tell(new PersonalStory(person.Strengths, null, null));
        return patient;
    }
}
