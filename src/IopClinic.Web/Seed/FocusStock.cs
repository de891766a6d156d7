namespace IopClinic.Web.Seed;

/// <summary>What a patient with this focus tells, gains and plans over the weeks.</summary>
internal sealed record FocusSentences(IReadOnlyList<string> Brought, IReadOnlyList<string> Gains, IReadOnlyList<string> Plans);

/// <summary>The sentences of the demo clinic's notes that follow the patient, not the topic.</summary>
internal static class FocusStock
{
    public static IReadOnlyDictionary<Focus, FocusSentences> All { get; } = new Dictionary<Focus, FocusSentences>
    {
        [Focus.Alcohol] = new(
            [
                "{N} reported no drinking since the last group and two urges around supper time, the stronger of them 6 of 10.",
                "Described the walk past the liquor store after work, with keys held tight in {p} fist.",
                "Told of a family dinner where everybody drank and {s} left before dessert.",
                "Had slept badly since stopping and said that the nights are the hard part.",
                "Brought the empty square in the evening where the first glass used to stand.",
                "A friend's offer of \"just one\" was still in {p} head.",
            ],
            [
                "The link between hunger, hurry and craving is becoming {p} own insight rather than the group's.",
                "Confidence of staying sober until the next session rose from 5 to 7.",
                "Urges are shorter than in the first weeks, which {s} could see in the diary.",
                "Ambivalence about the word \"never\" remains; commitment to this week is solid.",
                "Accepts support sooner: called before, not after.",
            ],
            [
                "Eats before leaving work and takes the other road home.",
                "Will hand the car keys and the bank card to {p} family on Saturday evening.",
                "Tells two people the exact hour that is hardest.",
                "Brings the card for the first hour after a lapse to the one-to-one.",
                "Attends one meeting in the community before Monday.",
            ]),
        [Focus.Opioids] = new(
            [
                "{N} took medication as agreed every day and reported one dream about using.",
                "Ran into a person from the old days at the pharmacy and kept it short.",
                "Back pain at 6 made the old answer loud on two evenings.",
                "Spoke about {p} naloxone kit and who at home knows where it is.",
                "Was proud of the third clean screen in a row.",
                "Missed one dose by oversleeping and called the prescriber the same day.",
            ],
            [
                "Tells pain and craving apart more reliably.",
                "Openness about slips in thinking has grown; secrecy used to come first.",
                "Retention on medication and a fixed morning have steadied the week.",
                "Carries shame about the past year, less of it in today's wording.",
                "Uses the group for reality checks and says so.",
            ],
            [
                "Sets a second alarm for the morning dose.",
                "Shows {p} household where the naloxone is and how it is used.",
                "Calls a peer from the pharmacy parking lot before going in.",
                "Stretches twice a day and keeps the pain diary for the prescriber.",
                "Blocks one more number.",
            ]),
        [Focus.Stimulants] = new(
            [
                "{N} reported nineteen days without use and a flat mood that makes {o} doubt the point.",
                "Payday had gone by with {p} money in a friend's account, as planned.",
                "Told the group about a slip on Saturday within the first minute.",
                "Worked through two nights, saw it as a sign, and slept the third.",
                "A certain song on the radio was enough for a craving of 8.",
                "Weight and appetite were better; {s} joked about {p} jeans.",
            ],
            [
                "Understands the flat weeks as healing rather than as how life will be.",
                "Honesty within the day is new and holds.",
                "The stretch between trigger and decision has grown by minutes.",
                "Sensation seeking finds other outlets, with effort.",
                "Insight is ahead of routine; structure is still borrowed from here.",
            ],
            [
                "Keeps the money arrangement for another month.",
                "Schedules the gym before the empty hour, not after.",
                "Deletes the playlist with a peer watching.",
                "Three meals at fixed times until the next group.",
                "Takes the screen on Thursday without being asked.",
            ]),
        [Focus.Cannabis] = new(
            [
                "{N} cut down to evenings only and missed it least on the day {s} worked late.",
                "Described irritability in the second week without and a short fuse with {p} roommate.",
                "Said that everybody around {o} smokes, then named two who do not.",
                "Vivid dreams had woken {o} three times.",
                "Found the old stash and flushed it, most of it.",
                "Wondered whether the anxiety came first.",
            ],
            [
                "Weighs benefits and costs with less defense.",
                "Motivation is {p} own today, not {p} family's.",
                "Sees the afternoon fog from outside and dislikes it.",
                "Cravings come with boredom; boredom has become the topic.",
                "Keeps the diary and brings it.",
            ],
            [
                "Meets a friend who does not smoke on Friday.",
                "Tries the two-week experiment to its end before judging it.",
                "Puts something in {p} hands in the hour after supper.",
                "Writes down dreams instead of dreading them.",
                "Asks the roommate to smoke outside.",
            ]),
        [Focus.Depression] = new(
            [
                "{N} got up on five of seven mornings and rated the week 4 of 10.",
                "Told how {s} sat in the car for half an hour before coming in, and came in.",
                "Heaviness was worst on Sunday; a cousin's call broke it.",
                "Had answered three messages that lay there for a month.",
                "Appetite was back for breakfast, not yet for supper.",
                "Cried over a dish that broke and knew that it was not the dish.",
            ],
            [
                "Mood lifted slightly with activity and {s} could see the order of the two.",
                "Self-criticism was strong, with less belief behind it than last week.",
                "Speaks sooner in the hour than a month ago.",
                "Hope was named in a small and concrete form.",
                "Energy remains low; withdrawal is noticed earlier.",
            ],
            [
                "Daylight before nine, ten minutes, whatever the weather.",
                "One activity for mastery and one for pleasure, written in the plan.",
                "Lets {p} family know on Sunday how heavy it is, in numbers.",
                "Lays out clothes in the evening and sets the time for getting up.",
                "Answers one message a day.",
            ]),
        [Focus.Panic] = new(
            [
                "{N} had one attack in the supermarket line and stayed until {s} had paid.",
                "Rode the bus four stops, two more than planned.",
                "Checked {p} pulse fewer times and was uneasy about it.",
                "Drove across the bridge with the window open and the radio on.",
                "A cold made {p} heart race and the old fear came with it.",
                "Turned back at the door of the cinema and was hard on {r} about it.",
            ],
            [
                "Catastrophic meaning of a fast heart fell from 80 to 35 in belief.",
                "Safety behaviors are fewer, the water bottle being the last of them.",
                "Anticipation is worse than the event, by {p} own account.",
                "Tolerates dizziness in the exercises with curiosity.",
                "Avoidance shrank on two of five items of the ladder.",
            ],
            [
                "Exposure on the bus, six stops, without the headphones.",
                "Drinks the coffee and lets the pulse be.",
                "Stays in the line until the fear has halved.",
                "Breathing practice at set times and not as rescue.",
                "Plans the cinema again with {p} brother, aisle seat.",
            ]),
        [Focus.Trauma] = new(
            [
                "{N} reported two nightmares and one night through.",
                "A slammed door sent {o} to the hallway; {s} came back within five minutes.",
                "Had used the five senses in the parking garage and got home.",
                "Spoke of the year it happened without speaking of it, as agreed.",
                "Jumpiness was higher this week, with the news running at home.",
                "Let a friend stand behind {o} in a photograph.",
            ],
            [
                "Grounding works sooner; {s} can say where in the body it starts.",
                "Trust in the room has grown, tested and kept.",
                "Hypervigilance remains, with a wider window.",
                "Self-blame is now a sentence {s} can question.",
                "Dissociation was brief and noticed by {r}.",
            ],
            [
                "Practices the container exercise before sleep.",
                "News off after seven.",
                "Carries the smooth stone and uses it early.",
                "Prepares with the one-to-one for the appointment in the hospital.",
                "Rewrites the nightmare's ending on paper, by daylight.",
            ]),
        [Focus.Bipolar] = new(
            [
                "{N} slept between six and seven hours on six nights and has the chart to prove it.",
                "Two new projects in one day made {o} and {p} sibling raise an eyebrow.",
                "Spent more than planned and returned half of it.",
                "The low morning lasted until noon, not until Thursday.",
                "Took the evening dose at a fixed hour, against protest from {r}.",
                "Talked fast for the first ten minutes and slowed when asked.",
            ],
            [
                "Early signs on both sides are spelled out in {p} own words.",
                "Rhythm is holding; social life bends around it with some mourning.",
                "Insight into the cost of the last high is steady.",
                "Energy and goal-setting were within range today.",
                "Accepts the mood chart as a tool, no longer as a leash.",
            ],
            [
                "Lights down at ten, alarm at seven, weekends too.",
                "Runs any purchase above the limit past {p} sibling.",
                "One project at a time; the others go to the list.",
                "Calls the prescriber at two nights under five hours.",
                "Mood chart by nine each evening.",
            ]),
        [Focus.SocialAnxiety] = new(
            [
                "{N} spoke twice unprompted, the second time in a full sentence.",
                "Ordered by telephone instead of by app and survived, in {p} words.",
                "Rehearsed the first sentence on the way here.",
                "Felt everybody looking when {s} came in; counted, and three had.",
                "Stayed for the snack after group.",
                "Skipped a lecture for fear of being called on and told us.",
            ],
            [
                "Attention shifts outward more easily, with visible relief.",
                "Post-event brooding shrank from a night to an hour.",
                "Predictions and outcomes are compared now rather than believed.",
                "Eye contact was brief, warm and more frequent.",
                "Asks for time to write first, which is assertion.",
            ],
            [
                "Asks one question in class, whichever.",
                "Drops one safety behavior: the hood.",
                "Greets the neighbor and notes what happens.",
                "Experiment: leaves a pause of three seconds and watches.",
                "Reads {p} own text aloud in the next group.",
            ]),
        [Focus.Grief] = new(
            [
                "{N} had set the table for two again and told it with a smile.",
                "Slept on the other side of the bed for the first time.",
                "Visited the grave and stayed as long as the weather allowed.",
                "A voice message, kept since then, was played to the group's silence.",
                "Gave away the coats, kept the scarf.",
                "Was angry at the doctors today, and at the date.",
            ],
            [
                "Moves between mourning and mending in the same hour.",
                "Guilt is spoken about; it no longer closes the subject.",
                "Memory brings warmth as well as pain.",
                "Lets others carry a corner of it.",
                "The evening hours are the task that is left.",
            ],
            [
                "Cooks the Sunday meal with a neighbor.",
                "Writes the letter, five lines are enough.",
                "Walks the old route with company.",
                "Puts the photograph where it meets {o} by choice.",
                "Keeps Thursday for the choir.",
            ]),
        [Focus.Anger] = new(
            [
                "{N} left a quarrel at rung three and came back to finish it.",
                "A driver cut in; {s} noticed the grip on the wheel first, the words second.",
                "Punched no wall this week, with one close call.",
                "Said that under the anger there was fear for {p} job.",
                "Raised {p} voice here once, heard it, and lowered it.",
                "Apologized to {p} child and was forgiven too quickly for {p} taste.",
            ],
            [
                "Body signs are recognized at 40 and not at 90.",
                "Time-outs are announced, which {p} family trusts.",
                "Names hurt where {s} used to name fault.",
                "Accepts feedback from peers before it comes from us.",
                "Rumination after conflict is down to an evening.",
            ],
            [
                "Uses the agreed word and the walk around the block.",
                "Writes the argument down before having it.",
                "Speaks to the foreman on Wednesday, sitting.",
                "Breathing out longer than in, at red lights.",
                "No serious talk after nine at night.",
            ]),
        [Focus.SelfHarm] = new(
            [
                "{N} reported urges on three days and no self-harm; ice and music were enough.",
                "Handed {p} box to {p} family for safekeeping.",
                "Wore short sleeves today and nobody made much of it.",
                "An argument online brought the urge to 8 within minutes.",
                "Had written the chain on the bus, all links.",
                "Asked for a call on Tuesday night and took it.",
            ],
            [
                "Asks for help at 5 instead of at 8.",
                "Sees emptiness as a feeling that passes, sometimes.",
                "The safety plan has become {p} own document with drawings on it.",
                "Urges are shorter; shame afterwards is the longer part.",
                "Self-compassion appears in the songs before it does in the talk.",
            ],
            [
                "Keeps the box out of the house for another two weeks.",
                "Distress-tolerance kit in the backpack.",
                "Phone off the bed at eleven.",
                "Texts the code word to {p} family at 6.",
                "Reviews the safety plan with {p} clinician on the next visit.",
            ]),
        [Focus.Burnout] = new(
            [
                "{N} left work on time on two days and felt like a thief.",
                "Counted eleven things {s} did for others before noon.",
                "Slept through a Sunday and called it laziness, then rest.",
                "Said no to a shift and waited for the sky to fall.",
                "Woke at four with the list running.",
                "Laughed today, loudly, and was surprised by it.",
            ],
            [
                "Perfection is being weighed against cost, in hours.",
                "Values beyond duty are named with some shyness.",
                "Rest is allowed with a reason; without one is the next step.",
                "Physical signs of overload are read earlier.",
                "Lets the group give {o} something and says thank you only once.",
            ],
            [
                "Two evenings without mail, announced beforehand.",
                "Delegates one task and does not check it.",
                "Ten minutes with the instrument, for nobody.",
                "Talks to {p} manager about the schedule, script in hand.",
                "Lunch away from the counter.",
            ]),
        [Focus.Sleep] = new(
            [
                "{N} slept six hours on four nights after the fixed rising time.",
                "Lay awake with figures in {p} head and got up, as agreed.",
                "Drove less at night this week and was clearer for it.",
                "The diary shows an hour in bed less and an hour of sleep more.",
                "Worry about not sleeping was the loudest worry.",
                "A nap on Saturday cost {o} the night.",
            ],
            [
                "Understands sleep pressure and plays by its rules.",
                "Anxiety about the night fell with the diary's evidence.",
                "Day energy is more even; irritability has eased.",
                "The bed is for sleep again.",
                "Catastrophic forecasts for the next day were tested and failed.",
            ],
            [
                "Keeps the window from midnight to six for another week.",
                "Worry time at six in the evening, fifteen minutes, with paper.",
                "Up after twenty minutes awake, dim light, dull book.",
                "No alcohol and no screen as sleeping aids.",
                "Brings the diary on Monday.",
            ]),
    };

    /// <summary>How the person was in the room, from withdrawn (first) to leading the work (last).</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Presence { get; } =
    [
        [
            "{N} kept {p} coat on and spoke only when asked.",
            "{N} sat at the edge of the circle and looked at the floor for most of the hour.",
            "{N} was present in body, far away in mood; answered with single words.",
        ],
        [
            "{N} said little and followed with {p} eyes.",
            "{N} needed invitations to speak and used two of them.",
            "{N} was tired and quiet, attentive in the second half.",
            "{N} listened more than {s} spoke, nodding at two points.",
            "{N} shared once, briefly, near the end.",
        ],
        [
            "{N} took part when the round came to {o}.",
            "{N} was thoughtful and spoke three times on the subject.",
            "{N} warmed up slowly, then stayed with the work.",
            "{N} asked a question that others had too.",
            "{N} kept to the topic and to the time.",
            "{N} paid attention throughout and gave one piece of feedback.",
        ],
        [
            "{N} engaged readily and connected the topic to {p} week.",
            "{N} spoke early and left room for others.",
            "{N} offered feedback that a peer took up.",
            "{N} worked hard today, with humor.",
            "{N} volunteered for the exercise.",
            "{N} was active and open from the first round.",
        ],
        [
            "{N} opened the round and drew two quieter members in.",
            "{N} led the small group with tact.",
            "{N} carried the discussion and knew when to stop.",
            "{N} modeled the skill for a newer member.",
        ],
    ];

    /// <summary>How a person's strength showed.</summary>
    public static IReadOnlyList<string> Strength { get; } =
    [
        "Drew on {p} {strength} when it became difficult.",
        "{P} {strength} was noticed and named.",
        "Strength seen today: {strength}.",
        "Used {strength} to stay with an uncomfortable moment.",
        "With {strength}, {s} found the way back after a stuck minute.",
        "We named {p} {strength} as something to build on.",
    ];

    /// <summary>What patients said, as it is quoted.</summary>
    public static IReadOnlyList<string> Said { get; } =
    [
        "\"I keep waiting for the other shoe, and it is my own foot.\"",
        "\"Today I can say it without my voice shaking.\"",
        "\"If I skip the meeting I skip dinner too.\"",
        "\"My hands knew the bottle before I did.\"",
        "\"Nobody tells you how loud a quiet flat is.\"",
        "\"I said no and the world stayed up.\"",
        "\"It is not the craving, it is four in the afternoon.\"",
        "\"I would rather be tired than sorry.\"",
        "\"I laughed, and then I noticed that I had laughed.\"",
        "\"Walking home the long way is my whole plan, and it works.\"",
        "\"I am proud of a Tuesday. Who is proud of a Tuesday?\"",
        "\"The letter is still in the drawer. But I know which drawer.\"",
        "\"I do not want to be brave, I want to sleep.\"",
        "\"When I count my breath I forget to count my mistakes.\"",
        "\"I called first. I never call first.\"",
        "\"It went wrong, and I stayed in the room.\"",
        "\"There is a version of me that eats breakfast.\"",
        "\"I am not angry at the rule, I am angry at the clock.\"",
        "\"Sundays used to be the worst. This one was a Sunday.\"",
        "\"I told the truth before anybody asked.\"",
        "\"The worry comes anyway, so I gave it a chair.\"",
        "\"I thought I had to earn the bench in the park.\"",
        "\"Half of it was fear. The other half was habit.\"",
        "\"If it is only for ten minutes, I can do it.\"",
        "\"I put the phone in the kitchen and slept in the bedroom.\"",
        "\"I used to leave before the hard part. Today I was the hard part.\"",
        "\"My garden does not know what I did last year.\"",
        "\"I want my mornings back.\"",
        "\"It helps that somebody writes it down.\"",
        "\"I can be sad and still bring the homework.\"",
        "\"The wave came at nine and was gone at half past.\"",
        "\"I hid the car keys from myself, and I found that funny.\"",
        "\"People were kind and I did not run.\"",
        "\"I am learning the difference between alone and lonely.\"",
        "\"Next time I ask for the other shift.\"",
        "\"I do not trust it yet, but I like it.\"",
    ];

    /// <summary>What a member of any group may have done, whatever its topic.</summary>
    public static IReadOnlyList<string> Members { get; } =
    [
        "Compared notes with a peer on what had worked since the last meeting.",
        "Brought the homework, partly done, and said which part was avoided.",
        "Asked how the exercise would look on a bad day and took the shorter version.",
        "Gave an example from work that helped others to understand.",
        "Stayed after the close to put the chairs back and talk for a minute.",
        "Linked today's subject to a sentence from the last one-to-one.",
        "Needed a pause in the middle, took it as agreed, and came back.",
        "Summed up the hour in one sentence that the group wrote down.",
        "Disagreed politely with the handout and made a good case.",
        "Welcomed the newest member and explained the customs of the group.",
    ];

    /// <summary>What is written about risk where it is raised.</summary>
    public static IReadOnlyList<string> Risk { get; } =
    [
        "Denied thoughts of suicide or of harming others today; knows the safety plan.",
        "Asked directly: passive thoughts earlier this week, no plan, no intent; safety plan reviewed together.",
        "No current suicidal ideation; means remain out of the house.",
        "Checked in privately: safe for tonight, contact for the evening named.",
        "Risk unchanged since the last assessment; protective factors are family and the wish to finish.",
    ];

    public static IReadOnlyList<string> ExcusedReasons { get; } =
    [
        "Doctor's appointment, note seen",
        "Called in sick with a stomach bug",
        "Court date",
        "Child sick at home",
        "Car would not start; called at 8",
        "Job interview, agreed last week",
        "Funeral in the family",
        "Religious holiday",
        "Dentist, emergency",
        "Parent-teacher meeting",
    ];

    public static IReadOnlyList<string?> UnexcusedReasons { get; } =
    [
        "No call; voicemail left, no name of the program given",
        null,
        "Said by text that it was too much today; called back, reached",
        null,
    ];

    /// <summary>Families, from the couple's or parent's side.</summary>
    public static IReadOnlyList<string> FamilyWork { get; } =
    [
        "Each side said what it needs in one sentence; the other repeated it before answering. {N} asked for fewer "
        + "questions at the door, the family for one honest answer a day.",
        "We drew the week as a map of who carries what. {N} saw how much had moved to others and named it with thanks; "
        + "relief on both sides.",
        "Taught the difference between support and control with an example from Sunday. {N} stayed calm and the family "
        + "laughed about the same example by the end.",
        "Spoke about what everybody does in the first hour after a warning sign. {N} chose the words that would help.",
        "An old hurt came up early. With pauses, {N} listened to the end and answered without defending; tears, then a plan.",
    ];

    public static IReadOnlyList<string> FamilyPlans { get; } =
    [
        "Agreed: supper together on Wednesday, phones in the drawer. Next family session in four weeks.",
        "Agreed: the family calls the clinic and not {p} employer when worried. {N} shows the warning signs sheet at home.",
        "Agreed: one evening a week off duty for the family. {N} informs them of that week's appointments on Sunday.",
        "Agreed: cash and keys as arranged; reviewed together in two weeks.",
    ];

    public static IReadOnlyList<string> Prescribing { get; } =
    [
        "Takes the medication daily, two doses missed in four weeks. Sleep and drive better, mild dry mouth. No use "
        + "reported, screen consistent with it. Continue unchanged; blood pressure 122/78; next visit in four weeks.",
        "Partial response. Morning fatigue is the main unwanted effect; dose moved to the evening. No thoughts of harm. "
        + "Laboratory values ordered. {N} calls at once with a rash or restlessness.",
        "Mood more even by own report and by chart. {N} asked about how long to take it; explained, agreed to go on at "
        + "least until after the program. Weight stable. Continue.",
        "Cravings lower since the last change. Nausea passed after a week. Interaction with over-the-counter sleep aids "
        + "discussed, to be stopped. Next visit in four weeks, sooner on request.",
    ];

    /// <summary>Why somebody came late, going on after the time.</summary>
    public static IReadOnlyList<string> Late { get; } =
    [
        "the bus had been missed.", "after a call from school.", "with an apology and a reason.", "having overslept, said plainly.",
        "traffic on the bridge.", "after an errand at the pharmacy.",
    ];

    public const string Addendum =
        "After the session the patient called: the visit to the primary care office is on Thursday and not on Tuesday as written. "
        + "The plan is unchanged otherwise.";
}
