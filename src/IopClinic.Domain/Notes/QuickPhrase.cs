using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Domain.Notes;

/// <summary>Words that are put into a note by typing a semicolon and a short key: somebody's own, or shared by the whole site.</summary>
public sealed class QuickPhrase
{
    /// <summary>The most characters of a key.</summary>
    public const int MaximumKey = 30;

    /// <summary>The most characters of a phrase.</summary>
    public const int MaximumText = 2000;

    private QuickPhrase()
    {
    }

    /// <param name="siteId">Where it is offered.</param>
    /// <param name="owner">Whose it is; null for one that is shared.</param>
    /// <param name="key">What is typed behind the semicolon.</param>
    /// <param name="text">What is put in its place.</param>
    /// <exception cref="RuleViolation">Key or text is missing, too long or malformed.</exception>
    public QuickPhrase(Id<Site> siteId, Id<StaffMember>? owner, string? key, string? text)
    {
        Id = Id<QuickPhrase>.New();
        SiteId = siteId;
        OwnerId = owner;
        Describe(key, text);
    }

    public Id<QuickPhrase> Id { get; private set; }

    public Id<Site> SiteId { get; private set; }

    /// <summary>Whose it is; null for one that is shared.</summary>
    public Id<StaffMember>? OwnerId { get; private set; }

    /// <summary>What is typed behind the semicolon: small letters, digits and hyphens.</summary>
    public string Key { get; private set; } = "";

    /// <summary>What is put in its place. {name}, {they}, {them}, {their} and {topic} are filled in, [what is still to say] is gone through with Tab.</summary>
    public string Text { get; private set; } = "";

    /// <summary>When it was taken off the list; null while it is offered.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    public uint Version { get; private set; }

    public bool IsShared => OwnerId is null;

    /// <exception cref="RuleViolation">Key or text is missing, too long or malformed.</exception>
    public void Describe(string? key, string? text)
    {
        var typed = FreeText.Required(key, MaximumKey, "Enter the key.", nameof(Key)).TrimStart(';').ToLowerInvariant();
        RuleViolation.Unless(
            typed.Length > 0 && typed.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'), "A key has letters, digits and hyphens, such as urge-surfing.", nameof(Key));
        RuleViolation.Unless(NoteTemplate.All.All(template => template.Key != typed), "A template has this key. Choose another one.", nameof(Key));
        Key = typed;
        Text = FreeText.Required(text, MaximumText, "Enter the phrase.", nameof(Text));
    }

    public void Remove(DateTimeOffset now) => RemovedAt ??= now;

    public void PutBack() => RemovedAt = null;
}

/// <summary>The headings by which a note is written, offered under their usual names.</summary>
/// <param name="Key">What is typed behind the semicolon.</param>
/// <param name="Text">The headings, with what belongs under each in brackets.</param>
public sealed record NoteTemplate(string Key, string Text)
{
    /// <summary>DAP, SOAP, BIRP and GIRP.</summary>
    public static readonly IReadOnlyList<NoteTemplate> All =
    [
        new("dap", "Data: [what was seen and said]\nAssessment: [what it means for the objective]\nPlan: [what comes next]"),
        new("soap", "Subjective: [what {name} says]\nObjective: [what was seen]\nAssessment: [what it means]\nPlan: [what comes next]"),
        new("birp", "Behavior: [what was seen and said]\nIntervention: [what was done]\nResponse: [how {name} responded]\nPlan: [what comes next]"),
        new("girp", "Goal: [which goal of the plan]\nIntervention: [what was done]\nResponse: [how {name} responded]\nPlan: [what comes next]"),
    ];
}
