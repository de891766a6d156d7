using IopClinic.Domain.Patients;
using static IopClinic.Domain.Patients.Race;

namespace IopClinic.Web.Seed;

/// <summary>The generated patients of the demo clinic, by where they are in care.</summary>
internal static class DemoPeople
{
    private const string He = "he/him";
    private const string She = "she/her";
    private const string They = "they/them";

    public static IReadOnlyList<DemoPerson> Morning { get; } =
    [
        new("Declan", "O'Brien", "1984-03-17", He, White, Focus.Alcohol)
        {
            Called = "Dec", Strength = "dry humor",
            Strengths = "Dry humor, twenty years of carpentry, shows up early and sets out the chairs.",
            Preferences = "Plain words. Likes to have something in his hands while he talks.",
            Culture = "Irish American, raised Catholic; drinking was how the men of the family met.",
            Supporter = ("Siobhán O'Brien", "wife", true), Allergy = ("Penicillin", "Hives", Criticality.High), Participation = 4,
        },
        new("Linh", "Nguyễn", "1991-11-02", She, Asian, Focus.Panic)
        {
            Strength = "careful planning", Strengths = "Plans carefully, speaks three languages, keeps a diary card without a gap.",
            Preferences = "Needs a seat near the door; prefers to be asked rather than called on.",
            Culture = "Vietnamese family; elders are consulted before big decisions.", Language = "vi",
            Supporter = ("Minh Nguyễn", "brother", true), Participation = 3, Wishes = "Text first, then call after 5 pm.",
        },
        new("Mateo", "García-López", "1979-07-23", He, OtherRace, Focus.Opioids)
        {
            Hispanic = true, Language = "es", Strength = "patience",
            Strengths = "Patient, a gifted cook, sponsors others in his home group.",
            Preferences = "Spanish for anything about his mother; evening calls are fine.",
            Culture = "Salvadoran; parish and cousins are the week's center.",
            Supporter = ("Lucía López", "sister", true), Allergy = ("Sulfonamide", "Rash", Criticality.Low), Risk = RiskLevel.Moderate,
            Participation = 4,
        },
        new("Chinwe", "Okafor", "1988-01-30", She, BlackOrAfricanAmerican, Focus.Depression)
        {
            Strength = "faith", Strengths = "Faith that has carried her before; organizes a choir; reads people well.",
            Preferences = "Prayer is welcome as a coping skill, advice about it is not.",
            Culture = "Igbo, first generation; depression was not a word at home.",
            Supporter = ("Emeka Okafor", "husband", true), Participation = 3,
        },
        new("明", "李", "1995-05-12", He, Asian, Focus.SocialAnxiety)
        {
            Called = "Ming", Language = "zh", NeedsInterpreter = false, Strength = "sharp observation",
            Strengths = "Notices what others miss; draws; finished two semesters of design while unwell.",
            Preferences = "Time to write before he speaks. Handouts in simplified Chinese help.",
            Culture = "From Chengdu, here since 2019; worries about face for his parents.", Participation = 2,
        },
        new("Tamika", "Washington", "1982-09-08", She, BlackOrAfricanAmerican, Focus.Trauma)
        {
            Strength = "directness", Strengths = "Direct and warm, raised two teenagers alone, knows her triggers by name.",
            Preferences = "No closed blinds; tell her before anybody new joins.",
            Culture = "Southern Baptist family, wary of hospitals for good reason.",
            Supporter = ("Denise Washington", "mother", true), Allergy = ("Latex", "Contact rash", Criticality.Low),
            Risk = RiskLevel.Moderate, Participation = 4,
        },
        new("Pavel", "Novotný", "1969-12-19", He, White, Focus.Grief)
        {
            Strength = "steadiness", Strengths = "Steady, punctual, gardens, fixes everybody's bicycle.",
            Preferences = "Fewer feelings words, more of what to do on Sunday afternoons.",
            Culture = "Czech; came over in 1990 with his late wife.", Reliability = 97, Participation = 3,
        },
        new("Amara", "Diallo", "1997-04-04", She, BlackOrAfricanAmerican, Focus.SelfHarm)
        {
            Strength = "creativity", Strengths = "Writes songs, loyal friend, asks for help a little earlier each month.",
            Preferences = "Art before words. Wants her safety plan on her phone.",
            Culture = "Guinean and American; Muslim, prays when it helps.",
            Supporter = ("Fatou Diallo", "aunt", true), Risk = RiskLevel.High, Participation = 3, Reliability = 88,
        },
        new("Jordan", "Whitfield", "1993-08-27", They, White, Focus.Bipolar)
        {
            Gender = Gender.Other, BirthSex = BirthSex.Female, Strength = "curiosity",
            Strengths = "Curious, funny, tracks sleep and mood to the quarter hour.",
            Preferences = "They/them, and no jokes about it. Written summaries.",
            Supporter = ("Robin Whitfield", "sibling", true), Allergy = ("Lamotrigine", "Rash", Criticality.High), Participation = 5,
        },
        new("Harold", "Begay", "1961-02-14", He, AmericanIndianOrAlaskaNative, Focus.Alcohol)
        {
            Strength = "storytelling", Strengths = "Tells stories people remember; veteran; silversmith; eleven grandchildren.",
            Preferences = "Sits in a circle rather than rows. Sweat lodge is part of his plan.",
            Culture = "Diné. Family and ceremony come before appointments, and he says so in time.", Participation = 3,
        },
        new("Sofia", "Petrova", "1990-06-21", She, White, Focus.Stimulants)
        {
            Language = "ru", Strength = "drive", Strengths = "Driven, strong swimmer, honest about slips within the day.",
            Preferences = "Direct feedback, short homework she can tick off.", Culture = "Born in Varna; family calls on Sundays.",
            Participation = 4, Reliability = 86,
        },
        new("Keoni", "Kahale", "1986-10-05", He, NativeHawaiianOrPacificIslander, Focus.Anger)
        {
            Strength = "loyalty", Strengths = "Loyal, coaches youth football, calms others down better than himself.",
            Preferences = "Walk and talk when the room gets hot.",
            Culture = "Hawaiian; his grandmother's house is where things are settled.",
            Supporter = ("Leilani Kahale", "partner", true), Participation = 3,
        },
    ];

    public static IReadOnlyList<DemoPerson> Evening { get; } =
    [
        new("Fatima", "Al-Hassan", "1987-12-01", She, White, Focus.Burnout)
        {
            Language = "ar", Strength = "sense of duty",
            Strengths = "Dutiful, quick, runs a pharmacy; laughs easily once the door is closed.",
            Preferences = "A seat beside another woman; breaks at sunset.",
            Culture = "Iraqi American, observant Muslim; fasting needs planning.",
            Supporter = ("Yusuf Al-Hassan", "husband", true), Participation = 3,
        },
        new("Bartholomew", "Ashworth-Delacroix", "1975-05-30", He, White, Focus.Alcohol)
        {
            Called = "Bart", Strength = "eye for detail", Strengths = "Eye for detail, keeps his word, restored a wooden sloop.",
            Preferences = "Homework in writing. Dislikes role play, will do it if asked twice.", Participation = 3,
        },
        new("Guadalupe", "Ramírez", "1992-12-12", She, OtherRace, Focus.Trauma)
        {
            Called = "Lupe", Hispanic = true, Language = "es", Strength = "tenderness",
            Strengths = "Tender with others, night-shift discipline, sings.",
            Preferences = "Grounding before any trauma topic; no surprises.",
            Culture = "Mexican American; her godmother is her first call.",
            Supporter = ("Carmen Ramírez", "godmother", true), Allergy = ("Ibuprofen", "Wheezing", Criticality.High),
            Risk = RiskLevel.Moderate,
        },
        new("Rajesh", "Iyer", "1980-02-08", He, Asian, Focus.Sleep)
        {
            Called = "Raj", Strength = "analytic mind", Strengths = "Analytic, generous, cooks for the team; good with data about himself.",
            Preferences = "Likes the evidence first.", Culture = "Tamil Brahmin family; vegetarian.", Participation = 4,
            Supporter = ("Meera Iyer", "wife", true),
        },
        new("Shanice", "Baptiste-Cole", "1999-03-03", She, BlackOrAfricanAmerican, Focus.Cannabis)
        {
            Strength = "quick wit", Strengths = "Quick, generous with praise, finished her certificate at the second try.",
            Preferences = "No lectures. Ask what she already tried.", Culture = "Haitian grandmother, Baltimore childhood.",
            Participation = 4, Reliability = 84,
        },
        new("Wojciech", "Kamiński", "1972-09-15", He, White, Focus.Depression)
        {
            Called = "Wojtek", Language = "pl", Strength = "endurance", Strengths = "Endurance, dry wisdom, plays accordion at weddings.",
            Preferences = "Polish words for feelings are allowed, he translates.",
            Culture = "Polish Catholic; men do not talk, he decided to.",
            Participation = 2,
        },
        new("Naomi", "Goldstein", "1985-04-19", She, White, Focus.Panic)
        {
            Strength = "self-irony", Strengths = "Self-irony, teacher, knows a poem for everything.",
            Preferences = "Not on Friday evenings.",
            Culture = "Reform Jewish; holidays change her timetable.", Supporter = ("Ruth Goldstein", "mother", true), Participation = 4,
        },
        new("Tyrone", "Jefferson", "1978-11-11", He, BlackOrAfricanAmerican, Focus.Opioids)
        {
            Strength = "honesty", Strengths = "Honest to a fault, forklift certified, 14 months with his sponsor.",
            Preferences = "Tell it straight. Needs to leave at 20:45 sharp for the last bus.",
            Allergy = ("Codeine", "Vomiting", Criticality.Low),
            Supporter = ("Marcus Jefferson", "brother", true), Participation = 5, Reliability = 95,
        },
        new("Ingrid", "Sørensen", "1964-07-07", She, White, Focus.Grief)
        {
            Strength = "calm presence", Strengths = "Calm, retired nurse, notices who has not spoken.", Preferences = "Large print.",
            Culture = "Danish Lutheran; keeps the small rituals.", Participation = 3, Reliability = 96,
        },
        new("Kwame", "Mensah", "1994-02-22", He, BlackOrAfricanAmerican, Focus.Stimulants)
        {
            Strength = "ambition", Strengths = "Ambitious, codes at night, three months without a missed rent.",
            Preferences = "Reminders by text on the day.", Culture = "Ghanaian parents who know about it since last month.",
            Participation = 3, Reliability = 85,
        },
        new("Hye-jin", "Park", "1989-08-16", She, Asian, Focus.Burnout)
        {
            Language = "ko", Strength = "perseverance", Strengths = "Perseveres, cellist, keeps a list of what went well.",
            Preferences = "Feedback in private first.", Culture = "Korean; asking for less work felt like failing the family.",
            Participation = 2,
        },
        new("Luca", "Moretti", "1983-10-28", He, White, Focus.Anger)
        {
            Strength = "warmth", Strengths = "Warm, loud, cooks when he is sorry, means it.",
            Preferences = "A minute outside when it gets too much, agreed with the leaders.",
            Supporter = ("Chiara Moretti", "wife", true), Participation = 4,
        },
    ];

    public static IReadOnlyList<DemoPerson> Weekend { get; } =
    [
        new("Eleanor", "Fitzgerald", "1958-05-05", She, White, Focus.Alcohol)
        {
            Called = "Nell", Strength = "grace under pressure", Strengths = "Graceful, stubborn, forty years of teaching third grade.",
            Preferences = "Firm chair. No first names from strangers on the phone.", Participation = 3,
        },
        new("Omar", "Haddad", "1990-01-09", He, White, Focus.Opioids)
        {
            Strength = "generosity", Strengths = "Generous, drives the van for the food bank, knows every shortcut.",
            Preferences = "Weekends only: loses his route otherwise.", Culture = "Lebanese; food is how care is said.",
            Supporter = ("Nadia Haddad", "sister", true), Participation = 4,
        },
        new("Grace", "Mwangi", "1984-06-18", She, BlackOrAfricanAmerican, Focus.Depression)
        {
            Strength = "kindness", Strengths = "Kind, night nurse, never forgets a birthday.",
            Preferences = "Quiet corner for the first ten minutes.",
            Culture = "Kenyan; church on Sunday evening, not morning, by her own arrangement.", Participation = 3,
        },
        new("Andrej", "Kovačević", "1976-03-25", He, White, Focus.Trauma)
        {
            Strength = "loyalty to his crew", Strengths = "Loyal, union electrician, good with his daughter.",
            Preferences = "No war films, no fireworks talk.", Culture = "Left Sarajevo at sixteen.", Risk = RiskLevel.Moderate,
            Participation = 2,
            Supporter = ("Jasna Kovačević", "wife", true),
        },
        new("Xiomara", "Peña", "1996-09-29", She, OtherRace, Focus.Bipolar)
        {
            Hispanic = true, Strength = "energy", Strengths = "Energy for ten, barber with a full book, honest about her sleep.",
            Preferences = "Spanglish welcome. Movement before sitting.", Culture = "Dominican; a big family with big opinions.",
            Participation = 5,
        },
        new("Stephen", "Nakai", "1981-12-30", He, AmericanIndianOrAlaskaNative, Focus.Sleep)
        {
            Strength = "patience with others", Strengths = "Patient, long-haul driver, whittles.",
            Preferences = "Telehealth on the road for one-to-ones.",
            Participation = 3, Reliability = 87,
        },
        new("Beatriz", "Carvalho", "1987-02-17", She, White, Focus.Panic)
        {
            Language = "pt", Strength = "sense of rhythm", Strengths = "Dances, organizes, learned to say no last spring.",
            Preferences = "Breathing in her own count.", Culture = "From Recife; Portuguese at home.", Participation = 4,
        },
        new("Isaac", "Thornton", "1971-08-03", He, BlackOrAfricanAmerican, Focus.Burnout)
        {
            Strength = "perspective", Strengths = "Perspective of a hospice chaplain, bakes bread.",
            Preferences = "To be a member here and nobody's chaplain.",
            Participation = 4, Reliability = 96,
        },
    ];

    public static IReadOnlyList<DemoPerson> YoungAdults { get; } =
    [
        new("Zoe", "Papadopoulos", "2004-04-11", She, White, Focus.SocialAnxiety)
        {
            Strength = "imagination", Strengths = "Imaginative, kind online and off, runs a small print shop.",
            Preferences = "Camera off is allowed at home, here she tries.",
            Supporter = ("Elena Papadopoulos", "mother", true), Participation = 2,
        },
        new("Malik", "Robinson", "2003-10-02", He, BlackOrAfricanAmerican, Focus.Depression)
        {
            Strength = "team spirit", Strengths = "Team spirit, ran cross-country, tutors his cousin.", Preferences = "Numbers and goals.",
            Participation = 3,
            Supporter = ("Angela Robinson", "mother", true),
        },
        new("Aiyana", "Redcloud", "2005-01-26", She, AmericanIndianOrAlaskaNative, Focus.Grief)
        {
            Strength = "sense of humor", Strengths = "Humor, beadwork, speaks up for the quiet ones.",
            Culture = "Lakota; lost her grandmother last winter.", Participation = 4,
        },
        new("Theo", "Vandenberg", "2002-07-14", They, White, Focus.SelfHarm)
        {
            Gender = Gender.Other, BirthSex = BirthSex.Male, Strength = "insight", Strengths = "Insight beyond their years, plays bass.",
            Preferences = "They/them; legal name on paper only.", Called = "Wren", Risk = RiskLevel.Moderate, Participation = 3,
            Supporter = ("Karin Vandenberg", "mother", true),
        },
        new("Arjun", "Sandhu", "2004-12-08", He, Asian, Focus.Cannabis)
        {
            Strength = "optimism", Strengths = "Optimist, drummer, still friends with everyone from school.",
            Culture = "Sikh; hair and turban are not a topic.", Participation = 3,
            Reliability = 82,
        },
    ];

    /// <summary>Who left care already, with the track they were in, the reason and the last word on it.</summary>
    public static IReadOnlyList<(DemoPerson Person, Left Left)> Discharged { get; } =
    [
        (new("Rosalind", "Achterberg", "1977-06-06", She, White, Focus.Alcohol)
        {
            Strength = "thoroughness", Strengths = "Thorough, gardener, four months sober.",
            Supporter = ("Jan Achterberg", "husband", true), Participation = 4, Reliability = 97,
        }, new Left("Morning", 55, 12, DischargeReason.Completed,
            "Met the objectives of the plan; weekly therapy and Tuesday alumni group are booked.")),
        (new("Dwayne", "Pettigrew", "1991-09-19", He, BlackOrAfricanAmerican, Focus.Stimulants)
        {
            Strength = "charm", Strengths = "Charming, quick learner.", Participation = 2, Reliability = 62,
        }, new Left("Morning", 43, 24, DischargeReason.DroppedOut,
            "Three unexcused absences; two calls and a letter unanswered. May come back without a new referral.")),
        (new("Mei-Ling", "Chou", "1986-03-28", She, Asian, Focus.Panic)
        {
            Strength = "discipline", Strengths = "Disciplined, translator, practices daily.", Participation = 3,
        }, new Left("Evening", 52, 10, DischargeReason.Transferred,
            "Moved for work; hand-over to the program there was made by telephone with her consent.")),
        (new("Gareth", "Llewellyn", "1968-11-21", He, White, Focus.Depression)
        {
            Strength = "stubborn hope", Strengths = "Hope, choir, two dogs.", Participation = 3, Reliability = 94,
        }, new Left("Evening", 54, 17, DischargeReason.Completed,
            "Step-down to monthly visits; relapse-prevention plan in his own words is in his wallet.")),
        (new("Yolanda", "Castillo", "1994-05-15", She, OtherRace, Focus.Opioids)
        {
            Hispanic = true, Language = "es", Strength = "courage", Strengths = "Courage, two jobs, her son's drawings.",
            Participation = 3, Reliability = 80,
        }, new Left("Weekend", 48, 20, DischargeReason.Other,
            "Asked for residential treatment after a return to use; admitted there the same week.")),
    ];

    /// <summary>Who is registered and waits to be admitted.</summary>
    public static IReadOnlyList<DemoPerson> Waiting { get; } =
    [
        new("Siobhan", "Murphy-Reyes", "1998-02-02", She, White, Focus.Depression)
        {
            Strength = "candor", Strengths = "Candid, postal worker, wants the morning track.", Risk = RiskLevel.NotAssessed,
            Wishes = "Mornings before her route, never at work.",
        },
        new("Tendai", "Chikwanha", "1989-07-31", He, BlackOrAfricanAmerican, Focus.Alcohol)
        {
            Strength = "resolve", Strengths = "Resolved since his daughter was born.", Risk = RiskLevel.NotAssessed,
        },
        new("Ana", "de la Cruz", "1993-10-10", She, OtherRace, Focus.Trauma)
        {
            Hispanic = true, Language = "es", NeedsInterpreter = true, Strength = "warmth",
            Strengths = "Warm, seamstress, church kitchen.", Risk = RiskLevel.NotAssessed,
        },
    ];

    /// <summary>Who was referred in the last days: the hospital's, the court's, the college's and a physician's patient, and one who called herself.</summary>
    public static IReadOnlyList<DemoPerson> Callers { get; } =
    [
        new("Gordon", "Blythe", "1971-03-30", He, White, Focus.Depression)
        {
            Strength = "steadiness", Strengths = "Steady, ferry pilot for twenty years.", Risk = RiskLevel.NotAssessed,
        },
        new("Malik", "Thornton", "1990-12-02", He, BlackOrAfricanAmerican, Focus.Alcohol)
        {
            Strength = "humor", Strengths = "Funny, roofer, coaches his nephews.", Risk = RiskLevel.NotAssessed,
        },
        new("Hye-jin", "Park", "2005-05-19", She, Asian, Focus.Panic)
        {
            Strength = "precision", Strengths = "Precise, plays the cello.", Risk = RiskLevel.NotAssessed,
        },
        new("Piotr", "Zielinski", "1966-08-08", He, White, Focus.Alcohol)
        {
            Strength = "loyalty", Strengths = "Loyal, fixes the neighbors’ boats.", Risk = RiskLevel.NotAssessed,
        },
        new("Shanice", "O’Brien", "1994-01-14", She, BlackOrAfricanAmerican, Focus.Depression)
        {
            Strength = "care", Strengths = "Caring, bakes for the whole school.", Risk = RiskLevel.NotAssessed,
        },
    ];

    /// <summary>What is known here about the patients whose records are imported; their names and dates are their own.</summary>
    public static IReadOnlyList<DemoPerson> Imported { get; } =
    [
        new("", "", "", He, OtherRace, Focus.Alcohol)
        {
            Strength = "reliability", Strengths = "Reliable, good with engines, calls when late.",
            Preferences = "Mornings; short sentences.", Participation = 3,
        },
        new("", "", "", She, OtherRace, Focus.Opioids)
        {
            Strength = "tenacity", Strengths = "Tenacious, grandmother of four, knows her medication by heart.",
            Preferences = "Some things are easier said in her first language.", Participation = 4,
        },
        new("", "", "", He, OtherRace, Focus.Depression)
        {
            Strength = "fairness", Strengths = "Fair, referee in a youth league.", Preferences = "To know the agenda beforehand.",
            Participation = 3,
        },
        new("", "", "", He, OtherRace, Focus.Panic)
        {
            Strength = "playfulness", Strengths = "Playful, builds model railways.", Participation = 2,
        },
    ];

    /// <summary>How a discharged patient's time here went, in days before today.</summary>
    internal sealed record Left(string Track, int AdmittedDaysAgo, int DischargedDaysAgo, DischargeReason Reason, string Note);
}
