using IopClinic.Domain;
using IopClinic.Domain.Services;
using IopClinic.Domain.Treatment;

namespace IopClinic.Web.Seed;

/// <summary>
/// The library of problems, goals, objectives and interventions that an intensive outpatient program may start from. A new clinic
/// takes it over and changes it to its own; what plans have taken from it stays as it was.
/// </summary>
internal static class StandardPlanLibrary
{
    /// <summary>The list, made anew: the caller stores it.</summary>
    /// <param name="services">The services of the clinic: interventions are tied to those that are called as the standard ones are.</param>
    public static IReadOnlyList<ProblemArea> Create(IEnumerable<Service> services)
    {
        var keys = services.Where(service => !service.IsRetired).ToDictionary(service => service.Name, service => service.Id);
        return [.. Areas.Select(area => area.Made(keys))];
    }

    private static IReadOnlyList<Area> Areas { get; } =
    [
        new(
            "Depression",
            "Low mood and loss of interest on most days, with little energy and a hard view of themselves, that keep them from daily life.",
            PlanSide.MentalHealth,
            ["F32", "F33", "F34.1"],
            [
                (GoalType.Stabilize, "I want most of my days to be bearable again."),
                (GoalType.Functioning, "I want to get up, get going and do the things that used to matter to me."),
                (GoalType.GrowthAndResilience, "I want to speak to myself the way I would speak to a friend."),
            ],
            [
                Scored(
                    "PHQ-9", 9, "Depressive symptoms come down to the mild range.", 8,
                    Do("Track mood and symptoms together each week and adjust the plan to what they show.", StandardServices.Individual, 1, 1, 50),
                    Do("Review medication for mood, its effect and side effects.", StandardServices.MedicationManagement, 1, 4, 25)),
                Step(
                    "Plan and carry out rewarding or useful activities during the week, also on low days.", "Activity schedule", "5 activities a week", 6,
                    Do("Teach behavioral activation and plan the week in small steps.", StandardServices.CbtGroup, 2, 1, 60)),
                Step(
                    "Catch harsh thoughts about oneself and write a fairer answer.", "Thought records brought to group", "3 records a week", 6,
                    Do("Practice cognitive restructuring with thoughts of the week.", StandardServices.CbtGroup, 2, 1, 60)),
                Step(
                    "Keep a steady day: up at the planned time, washed, dressed and out of the home.", "Daily check list", "5 days of 7", 4,
                    Do("Build a morning routine and solve what gets in its way.", StandardServices.SkillsWorkshop, 1, 1, 60)),
                Step(
                    "Talk to somebody who is good for them.", "Own report", "3 contacts a week", 4,
                    Do("Encourage contact in the group and between its meetings.", StandardServices.GroupTherapy, 2, 1, 60)),
            ]),
        new(
            "Anxiety and panic",
            "Worry, tension or sudden panic that is out of proportion, and avoidance that makes life smaller.",
            PlanSide.MentalHealth,
            ["F40", "F41", "F42", "F06.4", "F43.22"],
            [
                (GoalType.CopingSkills, "I want to calm my body before panic takes over."),
                (GoalType.Functioning, "I want to go to the places that I have been avoiding."),
                (GoalType.Stabilize, "I want my worry to stop running the day."),
            ],
            [
                Scored(
                    "GAD-7", 9, "Anxiety comes down to the mild range.", 8,
                    Do("Map what keeps the anxiety going and follow it week by week.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Go step by step into situations that were avoided and stay until the fear eases.", "Exposure ladder", "2 steps a week", 8,
                    Do("Build the ladder together, prepare each exposure and look back on it.", StandardServices.CbtGroup, 2, 1, 60)),
                Step(
                    "Use slow breathing or muscle relaxation at the first signs of panic.", "Own record of panic and what was tried", "In 4 of 5 episodes", 4,
                    Do("Practice paced breathing and progressive relaxation in the room.", StandardServices.Mindfulness, 1, 1, 60),
                    Do("Teach what panic is and why it passes.", StandardServices.Psychoeducation, 1, 1, 60)),
                Step(
                    "Put worries off to a set time and sort them into those that can be acted on and those that cannot.", "Worry log", "5 days of 7", 5,
                    Do("Teach worry time, problem solving and letting go of the rest.", StandardServices.SkillsWorkshop, 1, 1, 60)),
            ]),
        new(
            "Trauma",
            "Memories of what happened intrude by day or night, with alertness, numbness and avoidance that persist though the danger is over.",
            PlanSide.MentalHealth,
            ["F43.0", "F43.1", "F43.8", "F44"],
            [
                (GoalType.Stabilize, "I want to feel safe in my own body and home."),
                (GoalType.CopingSkills, "I want to come back to the present when the past breaks in."),
                (GoalType.GrowthAndResilience, "I want what happened to be a part of my story, not the whole of it."),
            ],
            [
                Scored(
                    "PCL-5", 30, "Symptoms of traumatic stress fall below the level at which the diagnosis is likely.", 12,
                    Do("Trauma-focused work at the patient's pace, once there is enough stability.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Use grounding when memories or numbness come up.", "Own record", "In 4 of 5 episodes", 4,
                    Do("Teach and rehearse grounding with the senses, movement and orientation.", StandardServices.DbtSkills, 2, 1, 60),
                    Do("Trauma-sensitive movement with choice in every posture.", StandardServices.Yoga, 1, 1, 60)),
                Step(
                    "Explain one's own reactions as reactions of a nervous system under threat.", "Teach-back in the group", "Explained in own words once", 3,
                    Do("Teach how trauma acts on body, memory and trust, and the window of tolerance.", StandardServices.Psychoeducation, 1, 1, 60)),
                Step(
                    "Make nights safer: a plan for nightmares, and a way back to sleep.", "Sleep and nightmare diary", "4 nights of 7 without getting up for long", 6,
                    Do("Work out the plan for the night and rehearse another ending of the nightmare.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Do one thing a week that was given up because of reminders.", "Own report", "1 thing a week", 8,
                    Do("Prepare these steps and share them with others.", StandardServices.GroupTherapy, 1, 1, 60)),
            ]),
        new(
            "Mood swings (bipolar)",
            "Times of too much drive and too little sleep, followed by times of depression, that put health, money and relationships at risk.",
            PlanSide.MentalHealth,
            ["F30", "F31", "F34.0"],
            [
                (GoalType.Stabilize, "I want my highs and lows to become smaller."),
                (GoalType.RelapsePrevention, "I want to notice an episode early, while I can still steer."),
                (GoalType.Functioning, "I want a rhythm that I can rely on."),
            ],
            [
                Step(
                    "Chart mood, sleep and medication every day.", "Mood chart", "6 days of 7", 4,
                    Do("Go through the chart and look for patterns.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Keep regular times for getting up, meals, activity and bed.", "Daily rhythm sheet", "Within one hour on 5 days of 7", 6,
                    Do("Plan and protect the daily rhythm.", StandardServices.SkillsWorkshop, 1, 1, 60)),
                Step(
                    "Take the mood medication as agreed and say what makes it hard.", "Own count and refill record", "9 of 10 doses", 6,
                    Do("Review effect, side effects and laboratory monitoring.", StandardServices.MedicationManagement, 1, 4, 25),
                    Do("Weigh the reasons for and against with an open mind.", StandardServices.Individual, 1, 2, 50)),
                Step(
                    "Write a plan of early signs and first steps for both directions, and give it to one person.", "Written plan", "Plan handed over", 5,
                    Do("Collect early signs with the patient and with somebody who knows them.", StandardServices.Family, 1, 2, 50)),
                Scored(
                    "PHQ-9", 9, "Depressive symptoms come down to the mild range without a new episode of high mood.", 10,
                    Do("Follow depression and drive together each week.", StandardServices.Individual, 1, 1, 50)),
            ]),
        new(
            "Self-harm and suicidal thoughts",
            "Thoughts of suicide or urges to hurt themselves when distress peaks.",
            PlanSide.MentalHealth,
            ["R45.8", "R45.851", "Z91.5"],
            [
                (GoalType.Stabilize, "I want to stay alive and safe, also through the worst hours."),
                (GoalType.CopingSkills, "I want other ways to bear pain than hurting myself."),
                (GoalType.GrowthAndResilience, "I want to find again what makes my life worth living."),
            ],
            [
                Step(
                    "Write a safety plan, keep it at hand and go through it at every sign of a crisis.", "Safety plan on file; own report", "Plan within a week, used in every crisis", 1,
                    Do("Write the safety plan together and go through it every week.", StandardServices.Individual, 1, 1, 50),
                    Do("A session on the same day when thoughts or urges rise.", StandardServices.Crisis, 1, 1, 60)),
                Step(
                    "Put means of suicide and self-harm out of reach, with somebody's help.", "Confirmed by the person who helps", "Done within a week", 1,
                    Do("Agree with family or friends on what is locked away, and by whom.", StandardServices.Family, 1, 1, 50)),
                Step(
                    "No act of self-harm.", "Diary card", "No act in 30 days", 8,
                    Do("Go through the diary card and follow each urge back to what set it off.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Use a distress tolerance skill before acting on an urge.", "Diary card", "In 4 of 5 urges above 5", 5,
                    Do("Teach and rehearse distress tolerance.", StandardServices.DbtSkills, 2, 1, 60)),
                Step(
                    "Name reasons for living and do one thing a week that belongs to them.", "Own list and report", "1 thing a week", 6,
                    Do("Find and tend reasons for living.", StandardServices.GroupTherapy, 2, 1, 60)),
            ]),
        new(
            "Emotion regulation",
            "Emotions that come fast, hit hard and last long, and lead to acts that are regretted afterwards.",
            PlanSide.MentalHealth,
            ["F60", "F34.8", "F43.2", "F43.9"],
            [
                (GoalType.CopingSkills, "I want to feel strongly without being swept away."),
                (GoalType.Functioning, "I want my relationships to survive my feelings."),
                (GoalType.Stabilize, "I want fewer days that blow up."),
            ],
            [
                Step(
                    "Fill in the diary card every day.", "Diary card", "6 days of 7", 3,
                    Do("Go through the diary card.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Name an emotion, check the facts and choose whether to act on it.", "Homework sheet", "3 sheets a week", 6,
                    Do("Teach emotion regulation and check the homework.", StandardServices.DbtSkills, 2, 1, 60)),
                Step(
                    "Act opposite to an urge that does not fit or does not help.", "Diary card", "2 times a week", 8,
                    Do("Plan opposite action and look back on what happened.", StandardServices.DbtSkills, 2, 1, 60)),
                Step(
                    "Lower the wear and tear: sleep, food, movement and medication in order.", "Daily check list", "5 days of 7", 6,
                    Do("Build habits that make strong emotions less likely.", StandardServices.SkillsWorkshop, 1, 1, 60)),
                Step(
                    "Ask for something or say no without breaking off contact.", "Own report of situations", "1 situation a week", 8,
                    Do("Rehearse requests and refusals.", StandardServices.DbtSkills, 1, 1, 60)),
            ]),
        new(
            "Alcohol use",
            "Drinking that they cannot keep to what they intended, and that goes on although it harms them.",
            PlanSide.SubstanceUse,
            ["F10"],
            [
                (GoalType.Stabilize, "I want to get through each day without a drink."),
                (GoalType.CopingSkills, "I want to handle cravings and pressure without giving in."),
                (GoalType.RelapsePrevention, "I want to stay sober after the program too."),
            ],
            [
                Step(
                    "No alcohol.", "Breath test and own report", "30 days in a row", 6,
                    Do("Follow use and cravings, and strengthen the reasons for change.", StandardServices.Individual, 1, 1, 50),
                    Do("Offer and follow medication against craving.", StandardServices.MedicationManagement, 1, 4, 25)),
                Scored(
                    "AUDIT", 7, "Drinking of the last weeks lies in the low-risk range.", 12,
                    Do("Go through the answers and set the next step.", StandardServices.Individual, 1, 4, 50)),
                Step(
                    "Know own triggers and have an answer ready for each.", "Trigger list with answers", "10 triggers answered", 4,
                    Do("Map triggers and rehearse answers.", StandardServices.RelapsePrevention, 2, 1, 60)),
                Step(
                    "Refuse a drink in a way that ends the conversation.", "Role play in group", "3 times without help", 4,
                    Do("Practice refusal with growing pressure.", StandardServices.RelapsePrevention, 1, 1, 60)),
                Step(
                    "Take part in a recovery community outside the clinic.", "Own report", "2 meetings a week", 6,
                    Do("Introduce meetings of several kinds and go to a first one together.", StandardServices.PeerSupport, 1, 1, 60)),
            ]),
        new(
            "Opioid use",
            "Use of opioids that has taken over, with withdrawal, craving and the danger of an overdose.",
            PlanSide.SubstanceUse,
            ["F11"],
            [
                (GoalType.Stabilize, "I want to be free of withdrawal and craving, and to stay alive."),
                (GoalType.RelapsePrevention, "I want to build a life in which I do not need opioids."),
                (GoalType.Functioning, "I want people to be able to rely on me again."),
            ],
            [
                Step(
                    "No opioids that are not prescribed.", "Drug screen", "4 clean screens in a row", 8,
                    Do("Follow use, craving and withdrawal each week.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Take medication for opioid use disorder as prescribed.", "Own count and refill record", "9 of 10 doses", 6,
                    Do("Start, adjust and follow the medication.", StandardServices.MedicationManagement, 1, 2, 25),
                    Do("Talk over doubts and pressure from others about the medication.", StandardServices.Individual, 1, 2, 50)),
                Step(
                    "Carry naloxone, and have somebody at home who can give it.", "Shown in session", "Within 2 weeks", 2,
                    Do("Teach overdose signs and naloxone to the patient and to people at home.", StandardServices.Family, 1, 2, 50)),
                Step(
                    "Leave places, numbers and routes of use behind.", "Own list", "All on the list done", 4,
                    Do("Go through seemingly small decisions and change the route.", StandardServices.RelapsePrevention, 2, 1, 60)),
                Scored(
                    "BAM", null, "Use and risk go down and what protects goes up over the weeks.", 12,
                    Do("Go through the answers and strengthen what protects.", StandardServices.Individual, 1, 4, 50)),
            ]),
        new(
            "Stimulant use",
            "Use of cocaine, methamphetamine or other stimulants in binges, with crashes, sleeplessness and loss of control.",
            PlanSide.SubstanceUse,
            ["F14", "F15"],
            [
                (GoalType.Stabilize, "I want to stop, sleep and eat again."),
                (GoalType.CopingSkills, "I want to find energy and pleasure without it."),
                (GoalType.RelapsePrevention, "I want to see a binge coming and turn around."),
            ],
            [
                Step(
                    "No stimulants.", "Drug screen", "4 clean screens in a row", 8,
                    Do("Reward every clean screen and every meeting kept.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Keep a day with meals, rest and something to do, also in the crash.", "Daily plan", "5 days of 7", 4,
                    Do("Plan the day hour by hour and look back on it.", StandardServices.SkillsWorkshop, 1, 1, 60)),
                Step(
                    "Ride out a craving with urge surfing or delay.", "Craving log", "In 4 of 5 cravings", 5,
                    Do("Practice urge surfing, delay and distraction.", StandardServices.RelapsePrevention, 2, 1, 60),
                    Do("Sit with discomfort in guided practice.", StandardServices.Mindfulness, 1, 1, 60)),
                Step(
                    "Name three things that bring pleasure without use, and do them.", "Own report", "3 times a week", 6,
                    Do("Try out movement, art and company.", StandardServices.Art, 1, 1, 60)),
                Step(
                    "Keep money, company and places of use at a distance.", "Written agreement", "In force in 2 weeks", 2,
                    Do("Agree with people at home on payday, telephone and visitors.", StandardServices.Family, 1, 2, 50)),
            ]),
        new(
            "Cannabis and other substances",
            "Use of cannabis, sedatives or other substances that has become a daily need and crowds out other things.",
            PlanSide.SubstanceUse,
            ["F12", "F13", "F16", "F18", "F19"],
            [
                (GoalType.Stabilize, "I want to come off it safely."),
                (GoalType.CopingSkills, "I want to relax and sleep without it."),
                (GoalType.Functioning, "I want my head clear for school, work and people."),
            ],
            [
                Step(
                    "No use of the substance named in the plan.", "Drug screen and own report", "30 days in a row", 8,
                    Do("Follow use and withdrawal, and build readiness to change.", StandardServices.Individual, 1, 1, 50)),
                Scored(
                    "DAST-10", 2, "Problems through drug use come down to a low level.", 12,
                    Do("Go through the answers and set the next step.", StandardServices.Individual, 1, 4, 50)),
                Step(
                    "Where a sedative was taken daily, taper it as the prescriber says.", "Taper plan", "Every step on its day", 10,
                    Do("Plan and watch the taper.", StandardServices.MedicationManagement, 1, 2, 25)),
                Step(
                    "Use relaxation or another skill at the times at which use was a habit.", "Own record", "5 times a week", 5,
                    Do("Practice relaxation and find what fits each time of day.", StandardServices.Mindfulness, 1, 1, 60)),
                Step(
                    "Weigh what use gives and takes, and put a reason for change into words.", "Written balance sheet", "Shared with the group", 3,
                    Do("Motivational work on both sides of the question.", StandardServices.RelapsePrevention, 2, 1, 60)),
            ]),
        new(
            "Relapse prevention",
            "They have reached a time without use or without an episode, and fear to lose it when support gets less.",
            PlanSide.SubstanceUse,
            ["F10.11", "F10.21", "F11.11", "F11.21", "F12.11", "F12.21", "F13.11", "F13.21", "F14.11", "F14.21", "F15.11", "F15.21", "F19.11", "F19.21"],
            [
                (GoalType.RelapsePrevention, "I want to know what to do before, during and after a slip."),
                (GoalType.GrowthAndResilience, "I want to build a life that I do not want to escape from."),
                (GoalType.CopingSkills, "I want to ask for help early."),
            ],
            [
                Step(
                    "Write a relapse-prevention plan with warning signs, first steps and people to call.", "Written plan", "Complete and shared with one person", 4,
                    Do("Write the plan section by section.", StandardServices.RelapsePrevention, 2, 1, 60),
                    Do("Go through the plan with family or a friend.", StandardServices.Family, 1, 4, 50)),
                Step(
                    "Check warning signs every week and act on the first one.", "Warning sign sheet", "Every week", 8,
                    Do("Go through the sheet.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Have a sponsor, peer or other sober contact and call when it is not urgent.", "Own report", "3 calls a week", 4,
                    Do("Practice the call and trade numbers.", StandardServices.PeerSupport, 1, 1, 60)),
                Step(
                    "Have aftercare booked and known before the program ends.", "Appointments on file", "2 appointments", 10,
                    Do("Plan the step down and book what comes after.", StandardServices.Individual, 1, 2, 50)),
                Step(
                    "Fill free time with things that go without use.", "Week plan", "4 activities a week", 6,
                    Do("Find and try sober pleasures.", StandardServices.SkillsWorkshop, 1, 1, 60)),
            ]),
        new(
            "Family and relationships",
            "Conflict, distance or worry in the family or partnership that feeds symptoms and is fed by them.",
            PlanSide.MentalHealth,
            ["Z62", "Z63", "Z69"],
            [
                (GoalType.Functioning, "I want to talk with my family without it ending in a fight."),
                (GoalType.GrowthAndResilience, "I want to rebuild trust by what I do."),
                (GoalType.CopingSkills, "I want to say what I need, and hear a no."),
            ],
            [
                Step(
                    "Hold planned conversations at home with agreed rules.", "Own report, confirmed by family", "1 a week without breaking off", 6,
                    Do("Practice listening, turn taking and time-out with those concerned.", StandardServices.Family, 1, 1, 50)),
                Step(
                    "Use I-messages and clear requests.", "Role play and own report", "3 times a week", 6,
                    Do("Teach and rehearse communication.", StandardServices.DbtSkills, 1, 1, 60)),
                Step(
                    "Agree on limits and on what happens when they are crossed.", "Written agreement", "In force in 4 weeks", 4,
                    Do("Work out the agreement together.", StandardServices.Family, 1, 2, 50)),
                Step(
                    "People at home can say what the illness is and what helps.", "Teach-back", "Explained in own words once", 4,
                    Do("Teach family members about both conditions and about support that helps.", StandardServices.Psychoeducation, 1, 1, 60)),
            ]),
        new(
            "Work and school",
            "Work, training or school has been lost or is at risk.",
            PlanSide.MentalHealth,
            ["Z55", "Z56", "Z73", "F81", "F90"],
            [
                (GoalType.Functioning, "I want to go back to work or school and keep it up."),
                (GoalType.GrowthAndResilience, "I want to know what I am good at."),
                (GoalType.CopingSkills, "I want to handle pressure and criticism without falling apart."),
            ],
            [
                Step(
                    "Have a written plan for the return, with hours, dates and supports.", "Written plan", "Agreed with school or employer", 6,
                    Do("Plan the return and write letters that are asked for.", StandardServices.Individual, 1, 2, 50)),
                Step(
                    "Attend what is planned.", "Attendance", "9 of 10 days or classes", 8,
                    Do("Go through the week and solve what got in the way.", StandardServices.SkillsWorkshop, 1, 1, 60)),
                Step(
                    "Break tasks into steps and finish them by a set time.", "Task list", "4 of 5 tasks", 6,
                    Do("Teach planning, first steps and breaks.", StandardServices.SkillsWorkshop, 1, 1, 60)),
                Step(
                    "Rehearse and hold one hard conversation at work or school.", "Own report", "1 conversation", 5,
                    Do("Role play with feedback; weigh what to disclose.", StandardServices.GroupTherapy, 1, 1, 60)),
                Scored(
                    "WHODAS-12", null, "Daily functioning improves from one assessment to the next.", 12,
                    Do("Go through the answers and choose the next area.", StandardServices.Individual, 1, 4, 50)),
            ]),
        new(
            "Sleep",
            "Too little, broken or unrefreshing sleep that makes mood and craving worse.",
            PlanSide.MentalHealth,
            ["F51", "G47"],
            [
                (GoalType.Stabilize, "I want to sleep through and wake up rested."),
                (GoalType.CopingSkills, "I want to know what to do when I lie awake."),
            ],
            [
                Scored(
                    "ISI", 14, "Sleeplessness comes down below the clinical range.", 8,
                    Do("Work on sleep by times in bed, habits and thoughts about sleep.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Get up at the same time every day.", "Sleep diary", "6 days of 7", 4,
                    Do("Teach sleep pressure and rhythm; set the times together.", StandardServices.Psychoeducation, 1, 1, 60)),
                Step(
                    "Leave the bed when awake and return when sleepy.", "Sleep diary", "In 4 of 5 wakeful nights", 5,
                    Do("Go through the diary and adjust.", StandardServices.Individual, 1, 2, 50)),
                Step(
                    "No caffeine after noon, and an hour without screens before bed.", "Sleep diary", "5 days of 7", 4,
                    Do("Choose one change a week and follow it.", StandardServices.SkillsWorkshop, 1, 1, 60)),
                Step(
                    "Relax in bed with breathing or a body scan.", "Sleep diary", "5 nights of 7", 4,
                    Do("Practice body scan and breathing.", StandardServices.Mindfulness, 1, 1, 60)),
            ]),
        new(
            "Social isolation",
            "They are alone most of the time, and it has become hard to reach out.",
            PlanSide.MentalHealth,
            ["Z60", "F40.1", "F60.6"],
            [
                (GoalType.GrowthAndResilience, "I want to belong somewhere."),
                (GoalType.Functioning, "I want to have people whom I can call."),
                (GoalType.CopingSkills, "I want to start a conversation without freezing."),
            ],
            [
                Step(
                    "Reach out to somebody by call, message or in person.", "Own report", "3 times a week", 4,
                    Do("Plan contacts and share how they went.", StandardServices.GroupTherapy, 2, 1, 60)),
                Step(
                    "Go to one activity with others outside the clinic.", "Own report", "1 a week", 6,
                    Do("Find what is near and prepare the first visit.", StandardServices.SkillsWorkshop, 1, 1, 60)),
                Step(
                    "Speak in the group without being asked.", "Noted by the leader", "Once in each meeting", 4,
                    Do("Encourage and reinforce first steps in the group.", StandardServices.GroupTherapy, 2, 1, 60)),
                Step(
                    "Begin and end a conversation.", "Role play", "3 times without help", 5,
                    Do("Rehearse small talk, questions and leaving.", StandardServices.PeerSupport, 1, 1, 60)),
            ]),
        new(
            "Psychosis",
            "Voices, unusual beliefs or disordered thinking that frighten them or lead them away from others.",
            PlanSide.MentalHealth,
            ["F20", "F21", "F22", "F23", "F25", "F28", "F29", "F31.2", "F32.3", "F33.3"],
            [
                (GoalType.Stabilize, "I want the voices and fears to lose their power."),
                (GoalType.RelapsePrevention, "I want to notice early when it comes back."),
                (GoalType.Functioning, "I want to live as I choose, also when not all symptoms go away."),
            ],
            [
                Step(
                    "Take the medication as agreed and report what it does.", "Own count and refill record", "9 of 10 doses", 6,
                    Do("Review effect, side effects and monitoring.", StandardServices.MedicationManagement, 1, 2, 25)),
                Step(
                    "Use a way of coping when voices or fears get strong.", "Own record", "In 4 of 5 times", 6,
                    Do("Find and rehearse ways that help, such as focusing, company or checking with somebody.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Look at a frightening belief from several sides.", "Worksheet", "1 a week", 8,
                    Do("Gentle cognitive work without argument.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Know early signs and have a plan that somebody else knows too.", "Written plan", "Shared with one person", 5,
                    Do("Write the plan with the patient and a person of trust.", StandardServices.Family, 1, 2, 50)),
                Step(
                    "Take part in a group for as long as it is good for them.", "Attendance", "2 groups a week, whole time", 6,
                    Do("A calm place in a creative group, with leave to step out.", StandardServices.Art, 1, 1, 60)),
            ]),
        new(
            "Anger",
            "Anger that flares up fast and has led to threats, damage or broken relationships.",
            PlanSide.MentalHealth,
            ["F63.8", "F91", "R45.4", "R45.5", "R45.6"],
            [
                (GoalType.CopingSkills, "I want to notice anger while it is small."),
                (GoalType.Functioning, "I want people not to be afraid of me."),
                (GoalType.Stabilize, "I want no more outbursts."),
            ],
            [
                Step(
                    "No threats, violence or damage.", "Own report, confirmed by somebody at home", "30 days in a row", 8,
                    Do("Follow each episode back to its first link.", StandardServices.Individual, 1, 1, 50)),
                Step(
                    "Notice early signs in the body and take a time-out.", "Anger log", "In 4 of 5 episodes", 5,
                    Do("Teach the anger thermometer, time-out and return.", StandardServices.CbtGroup, 2, 1, 60)),
                Step(
                    "Question hot thoughts before answering.", "Thought record", "3 a week", 6,
                    Do("Practice with situations of the week.", StandardServices.CbtGroup, 2, 1, 60)),
                Step(
                    "Say a complaint in a low voice, with a request.", "Role play and own report", "2 times a week", 6,
                    Do("Rehearse assertive complaints and repair.", StandardServices.GroupTherapy, 1, 1, 60),
                    Do("Agree at home on signals and time-out.", StandardServices.Family, 1, 2, 50)),
            ]),
    ];

    private static Objective Step(string text, string measure, string target, int weeks, params Act[] acts) =>
        new(text, measure, target, weeks, null, null, acts);

    private static Objective Scored(string instrument, int? atMost, string text, int weeks, params Act[] acts) => new(
        text,
        $"{instrument} score",
        atMost is null ? "Better than at the beginning" : $"{atMost} or lower",
        weeks,
        instrument,
        atMost,
        acts);

    private static Act Do(string text, string service, int times, int everyWeeks, int minutes) => new(text, service, times, everyWeeks, minutes);

    private sealed record Act(string Text, string Service, int Times, int EveryWeeks, int Minutes);

    private sealed record Objective(string Text, string Measure, string Target, int Weeks, string? Instrument, int? AtMost, IReadOnlyList<Act> Acts);

    private sealed record Area(
        string Name,
        string Problem,
        PlanSide Side,
        IReadOnlyList<string> Codes,
        IReadOnlyList<(GoalType Type, string Text)> Goals,
        IReadOnlyList<Objective> Objectives)
    {
        public ProblemArea Made(Dictionary<string, Id<Service>> services)
        {
            var area = new ProblemArea(Name, Problem, Side);
            area.Describe(
                Name,
                Problem,
                Side,
                Codes,
                Goals.Select(goal => new LibraryGoal(goal.Type, goal.Text)),
                Objectives.Select(objective => new LibraryObjective(
                    objective.Text,
                    objective.Measure,
                    objective.Target,
                    objective.Weeks,
                    objective.Instrument,
                    objective.AtMost,
                    [
                        .. objective.Acts.Select(act => new LibraryIntervention(
                            act.Text,
                            services.TryGetValue(act.Service, out var service) ? service : null,
                            act.Times,
                            act.EveryWeeks,
                            act.Minutes)),
                    ])));
            return area;
        }
    }
}
