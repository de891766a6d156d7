using IopClinic.Domain.Notes;

namespace IopClinic.Domain.Tests.Notes;

public sealed class CloneMeterTests
{
    private const string Pavel =
        "Pavel kept to the topic and named two triggers from his week. He practiced urge surfing aloud and felt the craving fall from 8 to 4. "
        + "Plan: calls his sponsor on Friday before the game.";

    private readonly CloneMeter _meter = new(["Riding out a craving"], ["Pavel", "Novotný", "Sofia"]);

    [Fact]
    public void A_copy_with_another_name_and_other_pronouns_is_wholly_alike()
    {
        var copy = Pavel.Replace("Pavel", "Sofia", StringComparison.Ordinal).Replace("his", "her", StringComparison.Ordinal).Replace("He ", "She ", StringComparison.Ordinal);
        Assert.Equal(100, Percent(Pavel, copy));
    }

    [Fact]
    public void The_order_of_sentences_and_signs_between_words_make_no_difference()
    {
        var sentences = Pavel.Split(". ");
        Assert.Equal(100, Percent(Pavel, string.Join(".\n", sentences.Reverse()).Replace(":", ";", StringComparison.Ordinal) + "!"));
    }

    [Fact]
    public void Two_notes_on_one_topic_are_each_their_own()
    {
        const string Sofia =
            "Sofia came late and was quiet until the exercise. She doubted that a craving falls by itself, tried it with the ice and was surprised. "
            + "Plan: writes down every urge on a card until Monday.";
        Assert.InRange(Percent(Pavel, Sofia), 0, 25);
    }

    [Fact]
    public void What_the_shared_part_says_counts_for_nothing()
    {
        const string Shared = "The group read the handout on sleep hygiene, collected obstacles on the board and chose one change each.";
        var meter = new CloneMeter([Shared], []);
        var one = meter.Print(Shared + " Moved the television out of the bedroom and dreads the silence there.");
        var other = meter.Print(Shared + " Wakes at four with racing thoughts, agreed to drop the second coffee.");

        Assert.InRange(CloneMeter.Percent(one, other), 0, 10);
        Assert.InRange(Percent(Shared, Shared), 100, 100);
    }

    [Fact]
    public void A_few_words_are_nobodys_own()
    {
        Assert.Equal(0, Percent("Attended quietly.", "Attended quietly."));
        Assert.Equal(0, Percent("", Pavel));
        Assert.Equal(0, Percent("😀 😀", "😀 😀"));
    }

    [Fact]
    public void What_stands_in_the_other_one_is_shown_word_by_word()
    {
        const string Other = "She named two triggers from her week, then left for work.";
        var place = Assert.Single(CloneMeter.Repeated(_meter.Print(Pavel), _meter.Print(Other)));
        Assert.Equal("named two triggers from his week", Pavel[place.Start..place.End]);
    }

    private int Percent(string one, string other) => CloneMeter.Percent(_meter.Print(one), _meter.Print(other));
}
