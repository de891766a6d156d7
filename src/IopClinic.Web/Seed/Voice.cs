using System.Globalization;
using System.Text;

namespace IopClinic.Web.Seed;

/// <summary>
/// Lets a sentence of stock speak of one person: {N} name, {s} she/he/they, {o} her/him/them, {p} her/his/their, {r} herself ...,
/// {was} was/were, {strength} what the person draws on; a capital letter inside the braces gives a capital letter.
/// Stock is written in the past tense, in which nearly every verb fits all three pronouns.
/// </summary>
internal sealed class Voice(DemoPerson person)
{
    private readonly string _name = person.Called ?? person.Given;

    public string Say(string sentence)
    {
        var said = new StringBuilder(sentence.Length + 16);
        var at = 0;
        while (sentence.IndexOf('{', at) is var open and >= 0)
        {
            var close = sentence.IndexOf('}', open);
            said.Append(sentence, at, open - at);
            said.Append(Word(sentence[(open + 1)..close]));
            at = close + 1;
        }

        return said.Append(sentence, at, sentence.Length - at).ToString();
    }

    private string Word(string token)
    {
        var word = token.ToLowerInvariant() switch
        {
            "n" => _name,
            "s" => Choose("he", "she", "they"),
            "o" => Choose("him", "her", "them"),
            "p" => Choose("his", "her", "their"),
            "r" => Choose("himself", "herself", "themselves"),
            "was" => Choose("was", "was", "were"),
            "strength" => person.Strength,
            _ => throw new FormatException($"The stock of sentences knows no {{{token}}}."),
        };
        return char.IsUpper(token[0]) && token != "N" ? char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..] : word;
    }

    private string Choose(string he, string she, string they) => person.Pronouns switch
    {
        "he/him" => he,
        "she/her" => she,
        _ => they,
    };
}
