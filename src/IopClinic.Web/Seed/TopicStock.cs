namespace IopClinic.Web.Seed;

/// <summary>What one meeting of a group was about, as its leader wrote it down once for everybody, and what members made of it.</summary>
/// <param name="Title">The topic line.</param>
/// <param name="Material">What was used.</param>
/// <param name="Interventions">What the leaders did.</param>
/// <param name="Process">How the group went, nobody named.</param>
/// <param name="Homework">What everybody took home.</param>
/// <param name="Members">What one member may have said or done with it; each member gets another sentence.</param>
internal sealed record Topic(
    string Title, string Material, string Interventions, string Process, string Homework, IReadOnlyList<string> Members);

/// <summary>The topics of the demo clinic's groups, by service.</summary>
internal static class TopicStock
{
    public static IReadOnlyDictionary<string, IReadOnlyList<Topic>> ByService { get; } = new Dictionary<string, IReadOnlyList<Topic>>
    {
        [StandardServices.GroupTherapy] =
        [
            new(
                "Asking for help before it is an emergency",
                "Two chairs; cards with unfinished sentences.",
                "Here-and-now focus; linking of members with like experience; reframing of asking as a skill.",
                "A hesitant start. After one member described a call not made, several spoke of pride and of fear of being a burden.",
                "One small request to one person before the next meeting.",
                [
                    "Named an uncle as the call {s} never made last winter, and said it aloud for the first time.",
                    "Finished the card \"When I need help I usually ...\" with \"wait until I am angry\".",
                    "Practiced a request for a ride and heard two offers come back.",
                    "Said that asking felt like owing, and let the group question that.",
                    "Offered to be the person another member calls on Sunday.",
                    "Described {p} mother's rule never to trouble strangers and where it came from.",
                ]),
            new(
                "What I show and what I hide",
                "Paper masks, markers.",
                "Process comments on risk taken in the room; normalizing shame; feedback one sentence at a time.",
                "Lively; laughter at first, then a long quiet round in which nobody filled the silence.",
                "Notice one moment this week when the mask went on, and what it protected.",
                [
                    "Wrote \"fine\" on the outside of {p} mask and left the inside empty until the last ten minutes.",
                    "Told the group that jokes arrive just before {s} would cry.",
                    "Asked for feedback, received \"I trust you more now\", and stayed with it.",
                    "Kept the inside of the mask private and said so clearly, which the group respected.",
                    "Linked the hiding to the year {p} job was at stake.",
                    "Noticed {p} jaw loosen when somebody else went first.",
                ]),
            new(
                "Conflict that does not end a relationship",
                "Whiteboard: the ladder of escalation.",
                "Modeling of a repair; role reversal; observation of the group's own small disagreement.",
                "A disagreement about lateness was settled in the room, which became the best example of the day.",
                "Repair one thing small within a day of it.",
                [
                    "Played {p} own sister in the role reversal and was surprised by how lonely she seemed.",
                    "Found the second rung of {p} ladder: the sentence that starts with \"you always\".",
                    "Apologized to another member without explaining it away.",
                    "Said that silence is the weapon in {p} family, and that {s} used it on Tuesday.",
                    "Stepped out for a minute as agreed, came back, and finished the sentence.",
                    "Disagreed with the leader and stayed in the conversation.",
                ]),
            new(
                "Anniversaries and hard dates",
                "Calendar of the next eight weeks.",
                "Anticipatory coping; witnessing; containment at the close.",
                "Slow and attentive. Members marked dates on a common calendar and found that none stood alone.",
                "A plan for one date: who, where, and what comes after.",
                [
                    "Marked the first week of next month and asked for a check-in on that day.",
                    "Spoke of a birthday that will have an empty chair.",
                    "Realized that the restlessness of late had a date behind it.",
                    "Planned a walk with a friend in place of the evening alone.",
                    "Listened with care and wrote another member's date into {p} own calendar.",
                    "Was brief about the date, clear about not wanting advice.",
                ]),
        ],
        [StandardServices.DbtSkills] =
        [
            new(
                "Check the facts",
                "Handout with the six questions; an example from last week's diary cards.",
                "Teaching, worked example on the board, pairs, coaching of the third question.",
                "Members were quick with facts for each other and slow with their own; the group noticed it and smiled.",
                "Check the facts once a day on an emotion of 40 or more.",
                [
                    "Checked the facts about an unanswered message and brought {p} fear from 80 to 45.",
                    "Mixed up facts and guesses at first, corrected two of them without help.",
                    "Found that the anger fit the facts, though not its size.",
                    "Used the handout on a quarrel about dishes and laughed at question five.",
                    "Needed coaching to put a name to the emotion before checking it.",
                    "Explained the third question to a newer member in {p} own words.",
                ]),
            new(
                "TIP: changing body chemistry",
                "Bowl of ice water, timer, pulse counted before and after.",
                "Demonstration with medical cautions, practice, review of when not to use it.",
                "Energetic; nearly everybody tried the cold water and compared pulses.",
                "Practice paced breathing twice a day, before it is needed.",
                [
                    "Lowered {p} pulse by fourteen beats and asked to repeat it.",
                    "Left out the ice for {p} heart medicine and used paced breathing, as agreed.",
                    "Doubted the skill, tried it, and rated the urge two points lower.",
                    "Picked the stairwell at work as the place for intense exercise.",
                    "Found that counting made it worse and humming made it better.",
                    "Reported having used paced breathing in the car on Monday.",
                ]),
            new(
                "DEAR MAN: asking for what you need",
                "Script sheet; a list of real requests from the group.",
                "Behavioral rehearsal, prompting, reinforcement of each part as it appeared.",
                "The requests were real ones, and the group's attention rose with that.",
                "Make the rehearsed request, or write down what got in the way.",
                [
                    "Rehearsed asking {p} supervisor for a fixed schedule; dropped the apology in the third try.",
                    "Had trouble with Reinforce, found a version that did not sound like a bribe.",
                    "Stayed mindful while {p} partner in the exercise kept changing the subject.",
                    "Asked for the return of borrowed money in four calm sentences.",
                    "Chose to ask for less than {s} wanted, saw it, and tried again.",
                    "Coached another member on tone of voice with kindness.",
                ]),
            new(
                "Opposite action",
                "Table of emotions and their urges.",
                "Teaching, chain analysis of one example, planning in pairs.",
                "Thoughtful. The difference between acting opposite and pretending was debated to the end.",
                "One opposite action, all the way, written on the diary card.",
                [
                    "Planned to go to {p} niece's game although shame says stay home.",
                    "Identified avoidance as the urge behind three days of tiredness.",
                    "Reported an opposite action from last week: answered the door, and was glad of it.",
                    "Argued that it is pretending, then found one case in which it was not.",
                    "Wrote \"half the way does not count\" on the diary card and laughed.",
                    "Worked on anger: step back, unclench, speak low.",
                ]),
        ],
        [StandardServices.RelapsePrevention] =
        [
            new(
                "Seemingly small decisions",
                "Timeline of an ordinary Friday with its forks.",
                "Chain of decisions on the board; elicitation of change talk; group feedback.",
                "Recognition went around the room: many knew the shortcut past the old corner.",
                "Map one route, real or not, that leads around a risk.",
                [
                    "Spotted the fork: keeping the dealer's number \"in case he calls\".",
                    "Named the drive past the old bar as a decision and planned the other road.",
                    "Reported eleven days without use and one close call, told the same evening.",
                    "Saw payday as the first link and asked {p} family to be there.",
                    "Called it coincidence at first, then counted four such coincidences.",
                    "Deleted two contacts during the break and showed the phone to a peer.",
                ]),
            new(
                "Urge surfing",
                "Graph of an urge over thirty minutes; audio practice.",
                "Guided exposure in imagination, scaling, debriefing.",
                "Quiet concentration; two members opened their eyes early and were met with interest.",
                "Surf one urge with the graph beside you and bring it.",
                [
                    "Followed an urge from 7 down to 3 in eighteen minutes.",
                    "Opened {p} eyes early, said why, and joined again for the last part.",
                    "Found that the wave comes in three, not in one.",
                    "Compared it to pain after surgery: it peaks, it passes.",
                    "Drew {p} graph from memory of Saturday; the peak came before the call, not after.",
                    "Said that surfing alone is not enough at night, and added a person to it.",
                ]),
            new(
                "Warning signs in three columns",
                "Sheet: body, thoughts, company.",
                "Self-monitoring, elicitation, peer comparison, plan for each column.",
                "Members read each other's signs with accuracy; two were asked about theirs and took it well.",
                "Show the sheet to somebody at home.",
                [
                    "Listed skipped meals as the first sign, weeks before any craving.",
                    "Let the group add a sign {s} had not seen: answering in one word.",
                    "Put \"helping everybody\" under warning signs and explained it.",
                    "Chose {p} sister as the one who may say \"I see it\".",
                    "Filled two columns, left company blank, and said it was too soon.",
                    "Recognized three signs of the present week and named what {s} did about them.",
                ]),
            new(
                "A lapse is not a verdict",
                "The abstinence violation effect on one page; two case stories.",
                "Psychoeducation, cognitive reframing, planning of the first hour.",
                "Serious and warm. The sentence \"I already ruined it\" was taken apart by many hands.",
                "Write the card for the first hour after a lapse.",
                [
                    "Shared a lapse of two weeks ago in plain terms, with what came before and after.",
                    "Wrote a card with three names and the words \"come in anyway\".",
                    "Recognized \"I already ruined it\" as the thought that cost {o} a month last year.",
                    "Held that a lapse must not be planned for; heard the other view without leaving.",
                    "Asked what to tell the children, and took two answers home.",
                    "Reported no use since the last group and moderate confidence, six of ten.",
                ]),
        ],
        [StandardServices.CbtGroup] =
        [
            new(
                "Catching the automatic thought",
                "Thought record, columns one to three.",
                "Socratic questions, worked example, individual records with coaching.",
                "Industrious; the thoughts collected on the board were strikingly alike.",
                "Three thought records, columns one to three.",
                [
                    "Caught \"they will send me away\" at the front desk and rated it 85.",
                    "Wrote feelings into the thought column, sorted them with one prompt.",
                    "Noticed that the thought comes as a picture, not as words.",
                    "Brought two records from home, both complete.",
                    "Found the hot thought on the fourth try: \"I am the reason\".",
                    "Doubted that thoughts come first; agreed to watch for it until next time.",
                ]),
            new(
                "Evidence for and against",
                "Thought record, columns four to six.",
                "Guided discovery, courtroom exercise, re-rating of belief.",
                "Playful; the courtroom gave permission to argue against oneself.",
                "Finish one record with a balanced thought you half believe.",
                [
                    "Defended {r} in the courtroom with three pieces of evidence; belief fell from 90 to 60.",
                    "Found more evidence against than expected and looked relieved.",
                    "Worked as attorney for another member with skill, less for {r}.",
                    "Wrote the balanced thought \"I was ill and I came back\".",
                    "Stayed with \"it could be true\" and was content with that for today.",
                    "Asked for the exercise to be done slowly, and finished it.",
                ]),
            new(
                "Small steps: activity and mood",
                "Week plan with ratings for pleasure and mastery.",
                "Behavioral activation, scheduling, trouble-shooting of obstacles.",
                "Practical and mutual; members offered company for each other's plans.",
                "Two planned activities, rated before and after.",
                [
                    "Planned ten minutes of music at seven, not \"sometime\".",
                    "Rated last week's walk 2 beforehand and 6 afterwards, to {p} own surprise.",
                    "Found that evenings without a plan are the low of {p} curve.",
                    "Broke \"clean the flat\" into a drawer and a window.",
                    "Offered to go to the library together with another member.",
                    "Named tiredness as the obstacle and chose a step of five minutes.",
                ]),
        ],
        [StandardServices.Psychoeducation] =
        [
            new(
                "Two conditions, one nervous system",
                "Diagram of reward and stress circuits; questions on cards.",
                "Teach-back, anonymous questions, correction of common errors.",
                "Many questions. Relief was voiced that mood and use may be treated together.",
                "Explain the diagram to one person.",
                [
                    "Taught the diagram back with an example from {p} own twenties.",
                    "Asked whether sleep or craving should be treated first, and followed the answer closely.",
                    "Said that it made {p} history look less like weakness.",
                    "Asked an anonymous question and then owned it.",
                    "Took the extra sheet for {p} family.",
                    "Was skeptical about medication, listened, wrote down two questions for the prescriber.",
                ]),
            new(
                "Sleep, honestly",
                "Sleep diary, list of what helps and what only seems to.",
                "Teaching on sleep pressure and rhythm; individual first step.",
                "Humor about bad nights; concrete plans by the end.",
                "One change, seven nights, in the diary.",
                [
                    "Chose a fixed time to get up, weekends included.",
                    "Recognized the two hours of screen as {p} own way of not being alone with thoughts.",
                    "Reported five hours on average and a nap that eats the next night.",
                    "Asked about melatonin and noted the answer.",
                    "Moved {p} last coffee to two in the afternoon, with a sigh.",
                    "Found a link between bad nights and Thursday's quarrels in the diary.",
                ]),
            new(
                "The window of tolerance",
                "Large drawing on the floor to walk along.",
                "Psychoeducation on arousal, grounding practice at both edges.",
                "Bodies in motion; members found their own words for being above and below.",
                "Note once a day where in the window you are.",
                [
                    "Stood at the upper edge, named buzzing hands, used grounding to step back.",
                    "Described {p} numb days as below the window and was glad of the word.",
                    "Found that {p} window is wider outdoors.",
                    "Preferred to watch, then drew the window in {p} own notebook.",
                    "Taught the group {p} word for the edge in {p} first language.",
                    "Linked the upper edge to use at parties.",
                ]),
        ],
        [StandardServices.Art] =
        [
            new(
                "A place that holds me",
                "Clay, found wood, water.",
                "Directive theme with open material; tracking of sensation; sharing by invitation.",
                "Concentrated and quiet; the pieces were set side by side into one landscape.",
                "Look at the photograph of your piece before sleep.",
                [
                    "Built a low wall with one opening and said the opening was the point.",
                    "Tore the first try down without a word and began a second that stayed.",
                    "Worked with both hands for forty minutes and forgot the clock.",
                    "Made {p} grandmother's kitchen, table first.",
                    "Left the piece unfinished on purpose and could bear it.",
                    "Placed {p} piece beside another member's and asked before moving it.",
                ]),
            new(
                "Lines of a week",
                "Long paper, ink, brushes.",
                "Non-verbal expression, witnessing, titles given by the maker.",
                "Much looking at each other's weeks; a gentle round of titles.",
                "One line a day in the small book.",
                [
                    "Drew a thin line that broke on Wednesday and went on in another color.",
                    "Filled the sheet with dense marks, then opened a white field in the middle.",
                    "Titled the piece \"Still here, louder\".",
                    "Asked for charcoal in place of ink and explained the texture.",
                    "Compared this line with last month's and saw fewer breaks.",
                    "Said little, drew with care, kept the piece.",
                ]),
            new(
                "Strength as an animal",
                "Collage from magazines and fabric.",
                "Metaphor work, resource activation, group mural.",
                "Warm and funny; the mural shows a rather crowded ark.",
                "Ask at home which animal they would have chosen for you.",
                [
                    "Chose a heron: stands long, then moves once.",
                    "Chose a dog and became serious about loyalty and its price.",
                    "Laid an octopus with a tool in every arm and laughed at {r}.",
                    "Found no animal for a while, then a tree, and the group let it count.",
                    "Gave {p} animal a shelter before giving it a face.",
                    "Connected the collage to {strength}.",
                ]),
        ],
        [StandardServices.Yoga] =
        [
            new(
                "Ground and breath",
                "Mats, chairs, blocks.",
                "Trauma-sensitive yoga: choice in every posture, no touch, breath as an option.",
                "Calm; four members practiced on chairs and the room was slow enough for all.",
                "Three minutes with feet on the floor, morning and night.",
                [
                    "Practiced on the chair and reported shoulders down by half.",
                    "Chose eyes open and the place by the wall; stayed throughout.",
                    "Noticed holding the breath in the twist and let it go.",
                    "Left out the lying posture by choice and said so.",
                    "Rated tension 7 before and 4 after.",
                    "Asked for the short sequence in writing for {p} sister.",
                ]),
            new(
                "Balance and wobble",
                "Wall, blocks, music without words.",
                "Graded challenge, humor, interoception prompts.",
                "Wobbling was shared openly; laughter loosened the morning.",
                "Stand on one leg while brushing teeth.",
                [
                    "Wobbled, laughed, tried again with the wall.",
                    "Was strict with {r} over the second posture, softened when it was named.",
                    "Found the left side steadier and was curious about it.",
                    "Compared the wobble with week three of not drinking.",
                    "Modified every balance for {p} knee without apology.",
                    "Helped set up the room and took part in full.",
                ]),
        ],
        [StandardServices.Mindfulness] =
        [
            new(
                "One thing in the moment",
                "A raisin, a bell, a page of observations.",
                "Guided observing, describing without judging, inquiry.",
                "Some amusement at the raisin, then real attention.",
                "One daily act done one-mindfully.",
                [
                    "Described the raisin in nine words without one judgment.",
                    "Drifted to tomorrow's meeting six times, came back six times, counted it as six returns.",
                    "Found it boring and was curious about boredom by the end.",
                    "Chose washing dishes as {p} daily act.",
                    "Said that noticing made the sadness clearer and not larger.",
                    "Heard the bell as the end of hurry.",
                ]),
            new(
                "Loving-kindness, in doses",
                "Phrases to choose from or to write.",
                "Guided practice beginning with an easy being; permission to stop.",
                "Tender. Several began with a pet; two skipped themselves and noticed it.",
                "Send the phrases to one easy being a day.",
                [
                    "Sent the phrases to {p} old dog and teared up in a good way.",
                    "Skipped {r}, noticed it, and tried for one breath.",
                    "Rewrote the phrases into words {s} would use.",
                    "Could not warm to it today and stayed respectfully.",
                    "Included a brother {s} had not spoken with since spring.",
                    "Reported less racing of thoughts on the way out.",
                ]),
            new(
                "Sounds and thoughts",
                "Open window, ten minutes of street.",
                "Open monitoring; thoughts as sounds; inquiry in pairs.",
                "Still, then talkative; the bus became the group's example.",
                "Five minutes of listening before the phone in the morning.",
                [
                    "Let \"I must answer that mail\" pass like the bus.",
                    "Was startled by a siren and used the breath to settle within a minute.",
                    "Found that thoughts have a place in the room, upper left.",
                    "Practiced daily since last week, mostly on the train.",
                    "Fell asleep for a moment and told it with humor.",
                    "Noticed planning as {p} most frequent sound.",
                ]),
        ],
        [StandardServices.PeerSupport] =
        [
            new(
                "What carried me this week",
                "Open circle; a stone goes around.",
                "Peer-led sharing, strengths named by others.",
                "Generous listening; practical tips about landlords and buses were traded at the end.",
                "Call one person of the circle.",
                [
                    "Spoke of a neighbor's soup and why {s} let her in.",
                    "Passed the first time, spoke the second time, briefly and from the heart.",
                    "Was told that {p} honesty helps, and did not brush it off.",
                    "Traded numbers with a newer member.",
                    "Named the ninety-day coin as the thing in {p} pocket.",
                    "Told the circle about {p} first sober wedding.",
                ]),
            new(
                "Sponsors, meetings and other ways",
                "List of local meetings of several kinds.",
                "Information by peers, room for those who do it otherwise.",
                "Different roads stood beside each other without a winner.",
                "Visit one meeting, or ask someone who did.",
                [
                    "Decided to try a Thursday meeting with another member.",
                    "Explained why the steps were not for {o} and what is instead.",
                    "Shared how {s} chose a sponsor at the second try.",
                    "Asked about meetings in {p} own language and got an address.",
                    "Reported two meetings this week and coffee after one.",
                    "Listened, took the list, folded it into {p} wallet.",
                ]),
            new(
                "Fun without it",
                "A jar of ideas.",
                "Brainstorm, commitment to one event.",
                "Loud and cheerful; a bowling evening was agreed.",
                "Do one thing from the jar.",
                [
                    "Put three ideas into the jar and took out fishing.",
                    "Admitted to not knowing what is fun any more and left with a candidate.",
                    "Volunteered to book the bowling lane.",
                    "Remembered dancing in the kitchen with {p} cousins.",
                    "Was cautious about crowds and agreed on an exit plan with a peer.",
                    "Offered to cook for the next open evening.",
                ]),
        ],
        [StandardServices.SkillsWorkshop] =
        [
            new(
                "Money before the month ends",
                "Envelope budget, real bills with names covered.",
                "Skills training, modeling, practice with own figures.",
                "Sober and helpful; shame about debt was met with numbers.",
                "Open the letters and sort them into three piles.",
                [
                    "Opened two letters in the workshop with the leader beside {o}.",
                    "Found forty dollars a month in subscriptions.",
                    "Planned the call to the student-loan office and wrote the first sentence.",
                    "Helped another member with the spreadsheet.",
                    "Was restless over the topic, named it, and finished the first envelope.",
                ]),
            new(
                "Messages I do not send",
                "Phones, a drafts folder, a timer.",
                "Problem solving, response delay, peer review of drafts.",
                "Much recognition and laughter; several drafts were deleted with ceremony.",
                "Wait ten minutes before any answer over 60.",
                [
                    "Moved a long message into drafts and shortened it to one honest line.",
                    "Agreed on a friend who reads before {s} sends.",
                    "Noticed that the urge to send dropped after four minutes.",
                    "Deleted a thread that {s} used to hurt {r} with.",
                    "Practiced \"I will answer tomorrow\" as a full sentence.",
                ]),
            new(
                "Interview without a mask",
                "Role-play with three questions.",
                "Rehearsal with feedback, disclosure decisions weighed.",
                "Nervous and proud; the feedback was kind and exact.",
                "Write down two sentences about the gap in the year.",
                [
                    "Answered the gap question in two sentences without apology.",
                    "Chose not to disclose and found words that were true.",
                    "Asked to repeat the greeting until {p} voice held.",
                    "Gave feedback that another member wrote down.",
                    "Said {strength} when asked for a strength, and meant it.",
                ]),
        ],
    };
}
