using IopClinic.Domain.Patients;

namespace IopClinic.Web.Seed.Load;

/// <summary>Names as they are heard together, in the script in which a registration desk may write them down.</summary>
/// <param name="Language">What is spoken at home.</param>
/// <param name="Weight">How often of a thousand.</param>
/// <param name="Race">By the categories registration asks for.</param>
/// <param name="Women">Given names.</param>
/// <param name="Men">Given names.</param>
/// <param name="Families">Family names.</param>
internal sealed record NameStock(string Language, int Weight, Race Race, string[] Women, string[] Men, string[] Families)
{
    public bool IsHispanic { get; init; }

    /// <summary>Latin letters with and without marks, apostrophes and hyphens, and the scripts that a search must find as well.</summary>
    public static IReadOnlyList<NameStock> All { get; } =
    [
        new(
            "en", 520, Race.White,
            ["Emma", "Grace", "Hannah", "Mary Ann", "Siobhán", "Zoë", "Chloé", "Anne-Marie", "Ruth", "Joanna", "Kayla", "Megan", "Abigail", "Beth", "Lucy", "Nora"],
            ["James", "Liam", "Seán", "Peter", "Jean-Luc", "Andrew", "Owen", "Henry", "Caleb", "Isaac", "Ryan", "Luke", "Nathan", "Ethan", "Walter", "Dean"],
            ["O’Brien", "O'Neill", "Smith-Jones", "McAllister", "D’Angelo", "Taylor", "Fitzgerald", "Hayes", "St. Clair", "Whitaker", "van der Berg", "Brontë", "Walsh", "Parker",
             "Reed", "Hughes", "Murphy", "Bennett", "Lloyd-Webber", "Coleman"]),
        new(
            "en", 130, Race.BlackOrAfricanAmerican,
            ["Aaliyah", "Imani", "Keisha", "Destiny", "Ebony", "Nia", "Jasmine", "Monique"], ["DeAndre", "Malik", "Terrence", "Isaiah", "Jamal", "Marcus", "Xavier", "Darnell"],
            ["Washington", "Jefferson", "Banks", "Booker", "Okafor", "Adeyemi", "Mensah", "Freeman", "Ọláwálé", "N’Diaye"]),
        new(
            "es", 130, Race.White,
            ["María José", "Lucía", "Ximena", "Sofía", "Guadalupe", "Inés", "Begoña", "Ángela"], ["José", "Ramón", "Jesús", "Andrés", "Íñigo", "Óscar", "Mateo", "Raúl"],
            ["García Márquez", "Núñez", "Peña", "Muñoz", "de la Cruz", "Ibáñez", "Rodríguez", "Güemes", "Ortega-Ruiz", "Zúñiga"])
        {
            IsHispanic = true,
        },
        new(
            "de", 30, Race.White,
            ["Jürgen-Anna", "Käthe", "Wiebke", "Jörgine"], ["Jörg", "Günther", "Björn", "Søren"], ["Müller", "Groß", "Weiß", "Schäfer-Voß", "Ødegård", "Åkesson", "Håkansson"]),
        new(
            "pl", 30, Race.White,
            ["Łucja", "Małgorzata", "Zofia", "Žaneta"], ["Łukasz", "Paweł", "Jiří", "Štěpán"], ["Wójcik", "Dąbrowski", "Šimůnek", "Dvořák", "Kovačević", "Đorđević", "Szőke", "Ğüneş"]),
        new(
            "vi", 25, Race.Asian,
            ["Thị Hương", "Ngọc Ánh", "Thuỳ Dương", "Mỹ Linh"], ["Văn Đức", "Quốc Bảo", "Hữu Phước", "Minh Tuấn"], ["Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Võ"]),
        new(
            "uk", 20, Race.White,
            ["Олена", "Наталія", "Світлана", "Юлія"], ["Олександр", "Дмитро", "Сергій", "Їван"], ["Шевченко", "Ковальчук", "Мельник", "Лисенко", "Гончаренко"]),
        new("el", 15, Race.White, ["Ελένη", "Μαρία", "Σοφία"], ["Γιώργος", "Νίκος", "Δημήτρης"], ["Παπαδόπουλος", "Νικολάου", "Αγγελόπουλος", "Οικονόμου"]),
        new("ar", 20, Race.White, ["فاطمة", "مريم", "ليلى"], ["محمد", "أحمد", "يوسف"], ["الخطيب", "حداد", "النجار", "منصور"]),
        new("he", 10, Race.White, ["נועה", "תמר", "יעל"], ["דוד", "איתן", "נועם"], ["כהן", "לוי", "מזרחי", "בן-דוד"]),
        new("zh", 20, Race.Asian, ["秀英", "丽华", "雨桐"], ["伟", "志强", "浩然"], ["王", "李", "张", "陳", "歐陽"]),
        new("ko", 15, Race.Asian, ["지우", "서연", "하은"], ["민준", "도윤", "현우"], ["김", "이", "박", "최"]),
        new("ja", 10, Race.Asian, ["さくら", "陽菜", "ユイ"], ["翔太", "タケシ", "健一"], ["佐藤", "鈴木", "タナカ", "山本"]),
        new("hi", 15, Race.Asian, ["प्रिया", "अनीता", "कविता"], ["राजेश", "अमित", "विक्रम"], ["शर्मा", "गुप्ता", "पटेल", "सिंह"]),
        new("th", 5, Race.Asian, ["สมหญิง", "มาลี"], ["สมชาย", "ประเสริฐ"], ["ใจดี", "ศรีสุข"]),
        new("am", 5, Race.BlackOrAfricanAmerican, ["ሰላም", "አልማዝ"], ["አበበ", "ዳዊት"], ["በቀለ", "ተስፋዬ"]),
    ];

    private static readonly int Sum = All.Sum(stock => stock.Weight);

    public static NameStock By(Chance chance)
    {
        var at = chance.Next(Sum);
        foreach (var stock in All)
        {
            at -= stock.Weight;
            if (at < 0)
            {
                return stock;
            }
        }

        return All[0];
    }
}
