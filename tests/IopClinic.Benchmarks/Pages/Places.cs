using System.Reflection;
using Npgsql;

namespace IopClinic.Benchmarks.Pages;

/// <summary>What is opened: keys and dates in one database, so that the program and the limit show the same rows.</summary>
public sealed record Places
{
    /// <summary>Who reads; leads the groups of twelve and of forty.</summary>
    public required string Clinician { get; init; }

    /// <summary>Who signs; leads the sessions of the stock.</summary>
    public required string Supervisor { get; init; }

    public required Guid ClinicianId { get; init; }

    public required Guid SupervisorId { get; init; }

    public required Guid Site { get; init; }

    public required DateOnly Today { get; init; }

    public required Guid Twelve { get; init; }

    public required DateOnly TwelveOn { get; init; }

    public required Guid Forty { get; init; }

    public required DateOnly FortyOn { get; init; }

    /// <summary>The day with about sixty sessions.</summary>
    public required DateOnly FullDay { get; init; }

    /// <summary>The Monday of the week with about six hundred.</summary>
    public required DateOnly FullWeek { get; init; }

    public required Guid NewPatient { get; init; }

    /// <summary>Whoever has had most encounters.</summary>
    public required Guid OldPatient { get; init; }

    public required int Encounters { get; init; }

    public required Guid PlanOf { get; init; }

    public required Guid Plan { get; init; }

    public required Guid MeasuredPatient { get; init; }

    /// <summary>A family name and a number, to search by.</summary>
    public required string Family { get; init; }

    public required string Mrn { get; init; }

    /// <summary>Sessions that wait to be saved and signed; each can be used once.</summary>
    public IReadOnlyList<Guid> Stock { get; init; } = [];

    public required DateOnly StockOn { get; init; }

    private const long Many = 40;

    private const string DemoClinician = "clinician@demo.example";

    private const string OwnClinician = "clinician@benchmark.example";

    /// <summary>A database with the demo clinic, to which a house of its own is added unless it stands already.</summary>
    public static async Task<Places> InHouseAsync(NpgsqlDataSource owner, int stock)
    {
        await using (var asked = owner.CreateCommand("select exists (select from staff where email = $1)"))
        {
            asked.Parameters.Add(new NpgsqlParameter<string> { TypedValue = OwnClinician });
            if (await asked.ExecuteScalarAsync() is false)
            {
                await using var connection = await owner.OpenConnectionAsync();
                await using var build = new NpgsqlCommand(await ReadAsync("House.sql"), connection) { CommandTimeout = 600 };
                await build.ExecuteNonQueryAsync();
                // What was said of the session must not go back to the pool with it.
                NpgsqlConnection.ClearPool(connection);
            }
        }

        return await FindAsync(owner, OwnClinician, "supervisor@benchmark.example", stock);
    }

    /// <summary>
    /// A database that somebody gives, with the sign-ins of the demo clinic: what is opened is looked for in it. Where too few are in treatment
    /// to fill a group, the house is added.
    /// </summary>
    public static async Task<Places> InGivenAsync(NpgsqlDataSource owner, int stock)
    {
        await using var asked = owner.CreateCommand(
            "select count(*) from episodes e join staff s on s.site_id = e.site_id where s.email = $1 and e.discharged_on is null and e.admitted_on < current_date - 3");
        asked.Parameters.Add(new NpgsqlParameter<string> { TypedValue = DemoClinician });
        return await asked.ExecuteScalarAsync() is >= Many ? await FindAsync(owner, DemoClinician, "supervisor@demo.example", stock) : await InHouseAsync(owner, stock);
    }

    private static async Task<Places> FindAsync(NpgsqlDataSource owner, string clinician, string supervisor, int stock)
    {
        await using var connection = await owner.OpenConnectionAsync();
        var me = await OneAsync(connection, "select s.id, s.site_id, (now() at time zone z.time_zone)::date from staff s join sites z on z.id = s.site_id where s.email = $1", clinician)
            ?? throw new InvalidOperationException($"{clinician} is not on the staff of this database.");
        var boss = await OneAsync(connection, "select id from staff where email = $1", supervisor)
            ?? throw new InvalidOperationException($"{supervisor} is not on the staff of this database.");
        var (myself, site, today) = ((Guid)me[0], (Guid)me[1], (DateOnly)me[2]);
        var leads = (Guid)boss[0];

        async Task<object[]> DayAsync(int span, int wanted) => await OneAsync(
            connection,
            """
            select day from (
              select s.clinic_date - case when $3 = 7 then extract(isodow from s.clinic_date)::int - 1 else 0 end as day, count(*) as n
              from sessions s where s.site_id = $1 and s.clinic_date > $2 group by 1) d
            order by abs(n - $4), day limit 1
            """,
            site, today, span, wanted) ?? [today];

        async Task<(Guid, DateOnly)> RollAsync(int members)
        {
            var found = await OneAsync(
                connection,
                """
                select s.id, s.clinic_date from sessions s join session_clinicians c on c.session_id = s.id and c.staff_member_id = $1
                where s.kind = 'Group' and s.cancelled_at is null and s.mode = 'OnSite' and s.clinic_date between $2::date - 30 and $2::date + 30
                  and (select count(*) from roster_places p where p.session_id = s.id) = $3
                  and not exists (select from progress_notes n where n.session_id = s.id and n.signed_at is not null)
                order by s.clinic_date > $2, abs(s.clinic_date - $2), s.id limit 1
                """,
                myself, today, (long)members);
            return found is not null
                ? ((Guid)found[0], (DateOnly)found[1])
                : ((await StockAsync(connection, 1, site, myself, members, today))[0], today);
        }

        var (twelve, twelveOn) = await RollAsync(12);
        var (forty, fortyOn) = await RollAsync(40);
        var old = await OneAsync(
            connection,
            """
            select p.patient_id, count(*)::int from roster_places p join care_team_members t on t.patient_id = p.patient_id and t.staff_member_id = $1 and t.last_day is null
            where p.site_id = $2 group by 1 order by 2 desc, 1 limit 1
            """,
            myself, site) ?? throw new InvalidOperationException($"{clinician} treats nobody.");
        var recent = await OneAsync(
            connection,
            """
            select p.id, p.name_family, p.mrn from patients p join care_team_members t on t.patient_id = p.id and t.staff_member_id = $1 and t.last_day is null
            join episodes e on e.patient_id = p.id and e.discharged_on is null
            where p.site_id = $2 order by e.admitted_on desc, p.id limit 1
            """,
            myself, site);
        var plan = await OneAsync(
            connection,
            """
            select t.patient_id, t.id from treatment_plans t join care_team_members c on c.patient_id = t.patient_id and c.staff_member_id = $1 and c.last_day is null
            where t.signed_at is not null and t.ended_at is null order by t.patient_id = $2 desc, length(t.content::text) desc, t.id limit 1
            """,
            myself, old[0]) ?? throw new InvalidOperationException("Nobody has a signed plan.");
        var measured = await OneAsync(
            connection,
            """
            select a.patient_id from measure_administrations a join care_team_members c on c.patient_id = a.patient_id and c.staff_member_id = $1 and c.last_day is null
            where a.completed_at is not null group by 1 order by count(*) desc, 1 limit 1
            """,
            myself) ?? throw new InvalidOperationException("Nobody was measured.");
        var stockOn = today.AddDays(clinician == OwnClinician ? -200 : -2);
        return new Places
        {
            Clinician = clinician,
            Supervisor = supervisor,
            ClinicianId = myself,
            SupervisorId = leads,
            Site = site,
            Today = today,
            Twelve = twelve,
            TwelveOn = twelveOn,
            Forty = forty,
            FortyOn = fortyOn,
            FullDay = (DateOnly)(await DayAsync(1, 60))[0],
            FullWeek = (DateOnly)(await DayAsync(7, 600))[0],
            NewPatient = (Guid)recent![0],
            OldPatient = (Guid)old[0],
            Encounters = (int)old[1],
            PlanOf = (Guid)plan[0],
            Plan = (Guid)plan[1],
            MeasuredPatient = (Guid)measured[0],
            Family = (string)recent[1],
            Mrn = (string)recent[2],
            Stock = await StockAsync(connection, stock, site, leads, 12, stockOn),
            StockOn = stockOn,
        };
    }

    private static async Task<IReadOnlyList<Guid>> StockAsync(NpgsqlConnection connection, int count, Guid site, Guid leader, int members, DateOnly day)
    {
        if (count == 0)
        {
            return [];
        }

        var group = await OneAsync(
            connection,
            "select g.id from groups g left join group_facilitators f on f.group_id = g.id and f.staff_member_id = $2 where g.site_id = $1 order by f.group_id is null, g.capacity, g.id limit 1",
            site, leader) ?? throw new InvalidOperationException("There is no group at this site.");
        var episodes = await OneAsync(
            connection,
            """
            select array_agg(id) from (
              select e.id from episodes e where e.site_id = $1 and e.discharged_on is null and e.admitted_on <= $3
              order by e.primary_clinician_id <> $2, e.admitted_on, e.id limit $4) one
            """,
            site, leader, day, (long)members);
        if (episodes?[0] is not Guid[] found || found.Length < members)
        {
            throw new InvalidOperationException($"A session of {members} needs as many patients in treatment.");
        }

        var run = $"{TimeProvider.System.GetTimestamp()}";
        await using var transaction = await connection.BeginTransactionAsync();
        await using var fill = new NpgsqlCommand(await ReadAsync("Stock.sql"), connection, transaction)
        {
            CommandTimeout = 600,
            Parameters =
            {
                new NpgsqlParameter<string>("run", run), new NpgsqlParameter<int>("count", count), new NpgsqlParameter<DateOnly>("day", day),
                new NpgsqlParameter<Guid>("group", (Guid)group[0]), new NpgsqlParameter<Guid>("leader", leader), new NpgsqlParameter<Guid[]>("episodes", found),
            },
        };
        await fill.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        await using var made = new NpgsqlCommand("select md5('benchmark ' || $1 || ' ' || n)::uuid from generate_series(1, $2) n order by n", connection)
        {
            Parameters = { new() { Value = run }, new() { Value = count } },
        };
        await using var rows = await made.ExecuteReaderAsync();
        var stock = new List<Guid>();
        while (await rows.ReadAsync())
        {
            stock.Add(rows.GetGuid(0));
        }

        return stock;
    }

    private static async Task<object[]?> OneAsync(NpgsqlConnection connection, string question, params object[] values)
    {
        await using var command = new NpgsqlCommand(question, connection) { CommandTimeout = 120 };
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var row = await command.ExecuteReaderAsync();
        if (!await row.ReadAsync())
        {
            return null;
        }

        var found = new object[row.FieldCount];
        for (var at = 0; at < found.Length; at++)
        {
            found[at] = row.GetDataTypeName(at) == "date" ? row.GetFieldValue<DateOnly>(at) : row.GetValue(at);
        }

        return found;
    }

    private static async Task<string> ReadAsync(string name)
    {
        using var text = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"Pages.{name}")
            ?? throw new InvalidOperationException($"{name} is not part of this program."));
        return await text.ReadToEndAsync();
    }
}
