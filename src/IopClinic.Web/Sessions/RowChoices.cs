using System.Text;
using System.Text.Encodings.Web;
using IopClinic.Domain.Notes;
using IopClinic.Domain.Skills;
using IopClinic.Web.Shared;
using Microsoft.AspNetCore.Html;

namespace IopClinic.Web.Sessions;

/// <summary>The choices that stand in every row of a roll. Their markup is written once, and as short as HTML allows: a page repeats it hundreds of times.</summary>
public static class RowChoices
{
    public static readonly Choices<Affect> Affect = new("Affect", affect => Show.Words(affect));

    public static readonly Choices<Response> Response = new("Response", response => Show.Words(response));

    public static readonly Choices<ObjectiveProgress> Progress = new("Progress", progress => $"{(int)progress} {ObjectiveWords.Of(progress)}");

    public static readonly Choices<NoObjectiveReason> WithoutObjective = new("Choose a reason", ObjectiveWords.Of);

    public static readonly Choices<PracticeStep> Step = new(null, step => step is PracticeStep.None ? "–" : Show.Words(step));
}

/// <summary>The options of a select; <paramref name="none"/> is what no choice is called, null where there is none.</summary>
public sealed class Choices<T>(string? none, Func<T, string> words)
    where T : struct, Enum
{
    private readonly HtmlString _unchosen = Write(none, words, null);
    private readonly Dictionary<T, HtmlString> _chosen = Enum.GetValues<T>().ToDictionary(value => value, value => Write(none, words, value));

    public IHtmlContent With(T? chosen) => chosen is { } value && _chosen.TryGetValue(value, out var options) ? options : _unchosen;

    private static HtmlString Write(string? none, Func<T, string> words, T? chosen)
    {
        var options = new StringBuilder();
        if (none is not null)
        {
            options.Append("<option value=\"\">").Append(HtmlEncoder.Default.Encode(none));
        }

        foreach (var value in Enum.GetValues<T>())
        {
            var said = words(value);
            options.Append(said == $"{value}" ? "<option" : $"<option value=\"{value}\"")
                .Append(value.Equals(chosen) ? " selected>" : ">")
                .Append(HtmlEncoder.Default.Encode(said));
        }

        return new HtmlString(options.ToString());
    }
}
