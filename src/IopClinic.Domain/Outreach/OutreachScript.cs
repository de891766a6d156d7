using IopClinic.Domain.Patients;

namespace IopClinic.Domain.Outreach;

/// <summary>Words for one way of reaching somebody.</summary>
/// <param name="Title">The situation.</param>
/// <param name="Lines">What is said, sentence by sentence; none where nothing is said.</param>
/// <param name="Advice">What the caller is to know or do; null where there is nothing.</param>
public sealed record ScriptPart(string Title, IReadOnlyList<string> Lines, string? Advice = null);

/// <summary>
/// What to say to somebody who stayed away. To nobody but the patient it names the clinic, the program or treatment: that somebody is a
/// patient at all is what 42 CFR Part 2 protects. General clinical knowledge; a clinic's own wording is changed here.
/// </summary>
public static class OutreachScript
{
    /// <param name="patient">Whom to reach.</param>
    /// <param name="caller">Who calls, by their first name: a title or credential would say what it is about.</param>
    /// <param name="callback">The neutral number to call back; null where the site has none.</param>
    /// <param name="level">How often they stayed away.</param>
    public static IReadOnlyList<ScriptPart> Of(Patient patient, string caller, string? callback, OutreachLevel level)
    {
        var calledBy = patient.PreferredName ?? patient.Name.Given;
        var mayText = patient.AgreedWays.Contains(ContactMethod.Text);
        var atRisk = patient.Risk >= RiskLevel.Moderate;
        var number = callback ?? "the number you have";
        var safety = atRisk
            ? "Before anything else: are you safe right now? Have you had thoughts of hurting yourself, or of using in a way that could be dangerous?"
            : "How are you doing? Are you safe, and has anything been too much since we last saw you?";
        var missed = level switch
        {
            OutreachLevel.First => "We missed you, and I wanted to hear how you are.",
            OutreachLevel.Second => "We have missed you twice now, and I wanted to hear how you are.",
            _ => "We have missed you several times now. I would like to work out with you how to go on.",
        };
        string[] talk = atRisk
            ? [safety, missed, "What got in the way? What would make it possible to come next time?"]
            : [missed, safety, "What got in the way? What would make it possible to come next time?"];
        return
        [
            new("Who answers?", [$"Hello, may I speak with {calledBy}?"], Advice: "Nothing more, until you know that it is the patient: ask for the date of birth, without saying it yourself."),
            new("To the patient", [$"Hello {calledBy}, this is {caller}. Is this a good moment, and can you speak freely?", .. talk, .. Closing(level)]),
            new(
                "Somebody else answers",
                [$"Thank you. Please tell {calledBy} that {caller} called. The number is {number}.", "It is a personal call."],
                Advice: "That is all, also where they ask again."),
            patient.MayLeaveVoicemail
                ? new("A message on voicemail", [$"Hello {calledBy}, this is {caller}. Please call me back when you have a moment: {number}. Thank you."])
                : new("A message on voicemail", [], Advice: "Leave none: the patient did not agree to it. Hang up and try again later."),
            mayText
                ? new("A text message", [$"Hello {calledBy}, this is {caller}. Please call me when you have a moment: {number}."])
                : new("A text message", [], Advice: "Send none: it is not the way that the patient agreed to."),
            new(
                "The emergency contact",
                [$"Hello, this is {caller}. I am trying to reach {calledBy}. Could you ask them to call me: {number}?"],
                Advice: "Only where the patient agreed to it, or where you fear for their life (42 CFR § 2.51): then say no more than is needed to find them."),
        ];
    }

    /// <summary>What to do first for somebody at risk; null for everybody else.</summary>
    public static string? SafetyFirst(RiskLevel risk) => risk switch
    {
        RiskLevel.High => "High risk: ask about safety first, with the safety plan open. If you fear for their life and cannot reach them, follow the crisis procedure now.",
        RiskLevel.Moderate => "Moderate risk: ask about safety first, with the safety plan open.",
        _ => null,
    };

    private static string[] Closing(OutreachLevel level) => level is OutreachLevel.Third
        ? ["What do you want to do: go on, with something changed, or stop for now? Either way we plan the next step together.", "Can we agree on a day and time now?"]
        : ["Can we expect you next time? If not, what would you need from us?"];
}
