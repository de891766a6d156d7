using IopClinic.Domain.Notes;
using IopClinic.Domain.Sessions;
using IopClinic.Web.Sessions;
using IopClinic.Web.Tests.Groups;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IopClinic.Web.Tests.Database;

/// <summary>What the database refuses by itself, whatever code asks for it: each guard is tried with plain SQL.</summary>
public sealed class GuardTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    /// <summary>A session beside another: the same time, but room, clinician and patient of its own.</summary>
    [Theory]
    [InlineData("room", "reservations_room_free")]
    [InlineData("clinician", "reservations_clinician_free")]
    [InlineData("patient", "reservations_patient_free")]
    public async Task Nothing_and_nobody_is_in_two_places(string what, string guard)
    {
        var house = await House.OpenAsync(clinic, 2);
        await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(9, 0), house.Willow, house.Ana);
        var beside = await house.OneToOneAsync(house.Episodes[1], house.Monday, new TimeOnly(10, 0), house.Cedar, house.Ben);
        var move = "update sessions set starts_at = starts_at - interval '20 minutes', ends_at = ends_at - interval '20 minutes' where id = {0}";

        // Side by side they do not meet.
        await RunAsync(move, beside.Id.Value);
        Assert.Equal(guard, await RefusedAsync(what switch
        {
            "room" => "update sessions set room_id = {1} where id = {0}",
            "clinician" => "insert into session_clinicians (session_id, staff_member_id) values ({0}, {1})",
            _ => """
                insert into roster_places (session_id, patient_id, episode_id, site_id, clinic_date)
                select {0}, e.patient_id, e.id, s.site_id, s.clinic_date from episodes e, sessions s where e.patient_id = {1} and s.id = {0}
                """,
        }, beside.Id.Value, what switch { "room" => house.Willow.Id.Value, "clinician" => house.Ana.Id.Value, _ => house.Patients[0].Id.Value }));
    }

    [Fact]
    public async Task Whoever_is_moved_onto_another_session_is_stopped_and_a_cancelled_one_makes_way()
    {
        var house = await House.OpenAsync(clinic, 2);
        var first = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(9, 0));
        var second = await house.OneToOneAsync(house.Episodes[1], house.Monday, new TimeOnly(10, 0));
        const string Move = "update sessions set starts_at = starts_at - interval '1 hour', ends_at = ends_at - interval '1 hour' where id = {0}";

        Assert.StartsWith("reservations_", await RefusedAsync(Move, second.Id.Value), StringComparison.Ordinal);
        await RunAsync("update sessions set cancelled_at = now(), cancel_kind = 'Clinic', cancel_cause = 'Other' where id = {0}", first.Id.Value);
        await RunAsync(Move, second.Id.Value);
        Assert.StartsWith(
            "reservations_", await RefusedAsync("update sessions set cancelled_at = null, cancel_kind = null, cancel_cause = null where id = {0}", first.Id.Value), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_eight_bookings_at_the_same_moment_one_is_made()
    {
        var house = await House.OpenAsync(clinic, 8);
        var booked = await Task.WhenAll(house.Episodes.Select(episode => Task.Run(async () =>
        {
            try
            {
                await house.OneToOneAsync(episode, house.Monday, new TimeOnly(14, 0), house.Willow, house.Ana);
                return null;
            }
            catch (DbUpdateException refused) when (refused.InnerException is PostgresException why)
            {
                return why.ConstraintName ?? why.SqlState;
            }
        })));

        Assert.Single(booked, b => b is null);
        Assert.All(booked.OfType<string>(), b => Assert.True(
            b is PostgresErrorCodes.DeadlockDetected || b.StartsWith("reservations_", StringComparison.Ordinal), b));
        Assert.Equal(1, await clinic.InDatabaseAsync(db => db.Sessions.CountAsync(s => s.SiteId == house.Site.Id)));
    }

    [Fact]
    public async Task Attendance_is_for_the_roster_and_within_the_session()
    {
        var house = await House.OpenAsync(clinic, 2);
        var session = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(9, 0));
        Task<string> Insert(Guid patient, int minutes, string status = "Present", string arrived = "null", string left = "null", int daysOff = 0) => RefusedAsync(
            $$"""
            insert into attendance (session_id, patient_id, site_id, clinic_date, status, arrived_at, left_at, minutes, recorded_by_id, recorded_at)
            select id, {1}, site_id, clinic_date + {{daysOff}}, '{{status}}', {{arrived}}, {{left}}, {{minutes}}, {2}, now() from sessions where id = {0}
            """, session.Id.Value, patient, house.Ana.Id.Value);
        var own = house.Patients[0].Id.Value;

        Assert.Equal("fk_attendance_roster_place", await Insert(house.Patients[1].Id.Value, 50));
        Assert.Equal("attendance_within_session", await Insert(own, 51));
        Assert.Equal("attendance_within_session", await Insert(own, -1));
        Assert.Equal("attendance_within_session", await Insert(own, 10, "ExcusedAbsence"));
        Assert.Equal("attendance_within_session", await Insert(own, 10, "UnexcusedAbsence"));
        Assert.Equal("attendance_within_session", await Insert(own, 10, "Late", "starts_at - interval '1 minute'"));
        Assert.Equal("attendance_within_session", await Insert(own, 10, "LeftEarly", left: "ends_at + interval '1 minute'"));
        Assert.Equal("attendance_within_session", await Insert(own, 10, "Late", "ends_at - interval '1 minute'", "starts_at + interval '1 minute'"));
        Assert.Equal("attendance_of_its_session", await Insert(own, 50, daysOff: 1));
        Assert.Equal("", await Insert(own, 50));
        Assert.Equal("pk_attendance", await Insert(own, 50));
    }

    [Fact]
    public async Task A_patient_has_one_note_that_stands_and_it_is_for_the_roster()
    {
        var house = await House.OpenAsync(clinic, 2);
        var session = await house.OneToOneAsync(house.Episodes[0], house.Monday, new TimeOnly(9, 0));
        Task<string> Insert(Guid patient) => RefusedAsync(
            """
            insert into progress_notes (id, session_id, patient_id, site_id, clinic_date, written_by_id, written_at)
            select gen_random_uuid(), id, {1}, site_id, clinic_date, {2}, now() from sessions where id = {0}
            """, session.Id.Value, patient, house.Ana.Id.Value);

        Assert.Equal("fk_progress_notes_roster_place", await Insert(house.Patients[1].Id.Value));
        Assert.Equal("", await Insert(house.Patients[0].Id.Value));
        Assert.Equal("ix_progress_notes_one", await Insert(house.Patients[0].Id.Value));
    }

    public static TheoryData<string, string> OfASignedSession => new()
    {
        { "update progress_notes set text = 'Forged' where session_id = {0}", "progress_notes_signed" },
        { "update progress_notes set signed_at = null where session_id = {0}", "progress_notes_signed" },
        { "update progress_notes set participation = 'Withdrawn' where session_id = {0}", "progress_notes_signed" },
        { "update progress_notes set text = 'Forged', struck_at = now() where session_id = {0}", "progress_notes_signed" },
        { "delete from progress_notes where session_id = {0}", "progress_notes_permanent" },
        { "update attendance set minutes = 1 where session_id = {0}", "attendance_signed" },
        { "update attendance set reason = 'Forged' where session_id = {0}", "attendance_signed" },
        { "delete from attendance where session_id = {0}", "attendance_permanent" },
        { "update shared_parts set topic = 'Forged' where session_id = {0}", "sessions_signed" },
        { "delete from shared_parts where session_id = {0}", "shared_parts_permanent" },
        { "delete from roster_places where session_id = {0}", "sessions_signed" },
        { "update sessions set starts_at = starts_at - interval '1 minute' where id = {0}", "sessions_signed" },
        { "update sessions set ends_at = ends_at + interval '1 minute' where id = {0}", "sessions_signed" },
        { "update sessions set cancelled_at = now() where id = {0}", "sessions_signed" },
        { "update sessions set clinic_date = clinic_date - 1 where id = {0}", "sessions_signed" },
        { "delete from sessions where id = {0}", "sessions_permanent" },
        { "update signatures set hash = repeat('0', 64) where note_id in (select id from progress_notes where session_id = {0})", "signatures_permanent" },
        { "delete from signatures where note_id in (select id from progress_notes where session_id = {0})", "signatures_permanent" },
        { "update addenda set text = 'Forged' where note_id in (select id from progress_notes where session_id = {0})", "addenda_permanent" },
        { "delete from addenda where note_id in (select id from progress_notes where session_id = {0})", "addenda_permanent" },
        { "update note_objectives set progress = 'Setback' where note_id in (select id from progress_notes where session_id = {0})", "note_objectives_signed" },
        { "delete from note_objectives where note_id in (select id from progress_notes where session_id = {0})", "note_objectives_signed" },
        { "truncate note_objectives", "note_objectives_permanent" },
        {
            "insert into note_objectives (note_id, objective_id, patient_id, clinic_date) select n.id, o.id, n.patient_id, n.clinic_date "
                + "from progress_notes n join objectives o on o.patient_id = n.patient_id and o.number = 2 where n.session_id = {0}",
            "note_objectives_signed"
        },
        { "update note_drafts set text = 'Forged' where note_id in (select id from progress_notes where session_id = {0})", "note_drafts_permanent" },
        { "delete from note_drafts where note_id in (select id from progress_notes where session_id = {0})", "note_drafts_permanent" },
    };

    [Fact]
    public async Task What_is_signed_stands()
    {
        var (_, session) = await ASignedSessionAsync();
        foreach (var (sql, guard) in OfASignedSession.Select(row => row.Data))
        {
            var refused = await RefusedAsync(sql, session.Id.Value);
            Assert.True(guard == refused, $"{sql}: {refused}");
        }
    }

    [Fact]
    public async Task A_struck_note_is_as_unchangeable_as_before()
    {
        var (_, session) = await ASignedSessionAsync();
        await RunAsync("update progress_notes set struck_at = now(), strike_reason = 'Other patient', struck_by_id = written_by_id where session_id = {0}", session.Id.Value);

        foreach (var change in new[] { "struck_at = null", "struck_at = now() + interval '1 day'", "strike_reason = 'Forged'", "text = 'Forged'", "signed_at = null" })
        {
            Assert.Equal("progress_notes_signed", await RefusedAsync($"update progress_notes set {change} where session_id = {{0}}", session.Id.Value));
        }
    }

    [Fact]
    public async Task A_chain_has_one_link_of_each_number()
    {
        var (house, _) = await ASignedSessionAsync();

        Assert.Equal("ix_signatures_chain", await RefusedAsync(
            """
            insert into signatures select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid()))).*
            from signatures s where s.patient_id = {0} and s.sequence = 1
            """, house.Patients[0].Id.Value));
    }

    [Theory]
    [InlineData("patients")]
    [InlineData("episodes")]
    [InlineData("allergies")]
    [InlineData("history_conditions")]
    [InlineData("support_people")]
    [InlineData("enrollments")]
    [InlineData("sessions")]
    [InlineData("attendance")]
    [InlineData("shared_parts")]
    [InlineData("progress_notes")]
    [InlineData("note_drafts")]
    [InlineData("addenda")]
    [InlineData("signatures")]
    [InlineData("audit_events")]
    public async Task Nothing_clinical_is_deleted_or_emptied(string table)
    {
        var (_, session) = await ASignedSessionAsync();
        Assert.True(await CountAsync(table) > 0, $"There is no row in {table} to try it with.");

        Assert.Equal($"{table}_permanent", await RefusedAsync($"delete from {table} where ctid = (select ctid from {table} limit 1)"));
        Assert.Equal($"{table}_permanent", await RefusedAsync($"truncate {table} cascade"));
        Assert.True(session.IsSigned || await CountAsync(table) > 0);
    }

    [Theory]
    [InlineData("update audit_events set actor_name = 'Nobody' where sequence = (select max(sequence) from audit_events)")]
    [InlineData("update audit_events set changes = null where sequence = (select max(sequence) from audit_events)")]
    public async Task What_was_written_in_the_history_stays(string sql) => Assert.Equal("audit_events_permanent", await RefusedAsync(sql));

    [Fact]
    public async Task Two_signers_of_different_sessions_at_the_same_moment_follow_each_other()
    {
        var house = await House.OpenAsync(clinic, 3);
        var sessions = new[] { await house.ASessionToLogAsync(1), await house.ASessionToLogAsync(2) };
        foreach (var session in sessions)
        {
            await house.LogWholeAsync(session);
        }

        await Task.WhenAll(sessions.Select(session => Task.Run(() => SignAsync(house, session))));

        foreach (var patient in house.Patients)
        {
            await clinic.VerifyChainAsync(patient.Id, 2);
        }
    }

    /// <summary>The order of things in which the signature would cover what no longer stands.</summary>
    [Theory]
    [InlineData("update attendance set minutes = 1 where session_id = {0}", "attendance_signed")]
    [InlineData("update shared_parts set topic = 'Other' where session_id = {0}", "sessions_signed")]
    public async Task A_change_made_while_somebody_signs_waits_and_is_refused(string sql, string guard)
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.ASessionToLogAsync();
        await house.LogWholeAsync(session);
        var read = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var signing = Task.Run(() => SignAsync(house, session, async () =>
        {
            read.SetResult();
            await go.Task;
        }));
        await read.Task;
        var changing = Task.Run(() => RefusedAsync(sql, session.Id.Value));
        await Task.WhenAny(changing, Task.Delay(300));
        go.SetResult();
        await signing;

        Assert.Equal(guard, await changing);
        await clinic.VerifyChainAsync(house.Patients[0].Id, 1);
    }

    [Fact]
    public async Task An_addendum_finds_no_note_that_was_struck_meanwhile()
    {
        var (_, session) = await ASignedSessionAsync();
        Assert.Equal(1, await RunAsync("update progress_notes set struck_at = now(), strike_reason = 'Wrong' where session_id = {0}", session.Id.Value));

        Assert.Equal("addenda_of_a_standing_note", await RefusedAsync(
            """
            insert into addenda (id, note_id, patient_id, text, reason, author_id, written_at)
            select gen_random_uuid(), note_id, patient_id, text, reason, author_id, written_at from addenda
            where note_id in (select id from progress_notes where session_id = {0})
            """,
            session.Id.Value));
    }

    private Task SignAsync(House house, Session session, Func<Task>? beforeSaving = null) => clinic.InDatabaseAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var patients = house.Patients.Select(p => p.Id).ToList();
        await db.HoldChainsAsync(patients);
        await db.HoldSessionAsync(session.Id);
        var read = (await db.SessionOnAsync(session.ClinicDate, session.Id))!;
        var signatures = read.Sign(await db.Staff.SingleAsync(s => s.Id == house.Ana.Id), await db.ChainHeadsAsync(patients), [], read.EndsAt);
        db.Signatures.AddRange(signatures);
        if (beforeSaving is not null)
        {
            await beforeSaving();
        }

        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    });

    /// <summary>A signed session with an addendum and a draft beside its notes.</summary>
    private async Task<(House House, Session Session)> ASignedSessionAsync()
    {
        var house = await House.OpenAsync(clinic, 1);
        var session = await house.ASessionToLogAsync();
        await house.LogWholeAsync(session);
        await clinic.InDatabaseAsync(async db =>
        {
            var note = (await db.SessionOnAsync(session.ClinicDate, session.Id))!.Notes[0];
            note.KeepDraft("Lost.", house.Ana.Id, session.EndsAt);
            var objectives = await house.PlanAsync(house.Episodes[0], "Sleeps six hours", "Calls a friend");
            var refers = new NoteText(note.Text)
            {
                Objectives = [new ObjectiveLink(objectives[0].Id, ObjectiveProgress.NoChange)],
            };
            (await db.SessionOnAsync(session.ClinicDate, session.Id))!.Write(note.PatientId, refers, house.Ana, session.EndsAt, objectives);
            var patient = await db.Patients.SingleAsync(p => p.Id == note.PatientId);
            db.Add(patient.AddSupporter("Mia", "mother", null, true));
            await db.SaveChangesAsync();
        });
        await SignAsync(house, session);
        await clinic.InDatabaseAsync(async db =>
        {
            var note = await db.Notes.SingleAsync(n => n.SessionId == session.Id);
            var heads = await db.ChainHeadsAsync([note.PatientId]);
            db.Signatures.Add(note.Append("More.", "Late", await db.Staff.SingleAsync(s => s.Id == house.Ana.Id), heads[note.PatientId], session.EndsAt));
            await db.SaveChangesAsync();
        });
        return (house, await clinic.ReloadAsync(session));
    }

    private Task<int> CountAsync(string table)
    {
        // The names of the tables stand in this file.
        var sql = $"select count(*)::int as \"Value\" from {table}";
        return clinic.InDatabaseAsync(db => db.Database.SqlQueryRaw<int>(sql).SingleAsync());
    }

    private Task<int> RunAsync(string sql, params object[] values) => clinic.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(sql, values));

    /// <summary>The guard that refused, or nothing when it was done.</summary>
    private async Task<string> RefusedAsync(string sql, params object[] values)
    {
        try
        {
            await RunAsync(sql, values);
            return "";
        }
        catch (PostgresException refused)
        {
            return refused.ConstraintName ?? $"{refused.SqlState} {refused.MessageText}";
        }
    }
}
