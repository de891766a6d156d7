using System.Globalization;
using System.Net;
using IopClinic.Database;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Schedule;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using IopClinic.Web.Tests.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Promises;

/// <summary>
/// What holds the three walls up is taken away, one piece after the other: the permission of every page, every query filter, every
/// policy. The tests that hold the walls to their tables must notice each; what they would not notice could be forgotten unnoticed.
/// </summary>
public sealed class MutationTests(MutationTests.OpenedClinic opened, MutationTests.WalledClinic clinic)
    : IClassFixture<MutationTests.OpenedClinic>, IClassFixture<MutationTests.WalledClinic>
{
    /// <summary>
    /// Pages that open to nobody else even when they ask for no permission, because the walls behind them hold: an emergency is reviewed
    /// by whom its policy shows it to, notes, assessments and questionnaires are read by whom the chart is open to,
    /// a private note by its author, a referral by whoever takes people in, an outreach by whom the chart is open to, an admission to be decided by whoever is asked, and every role may look at the patients whom it reaches. What is missing there is told by the address alone.
    /// </summary>
    private static readonly string[] ClosedAnyway =
    [
        "/Emergency/Review/{id}", "/Notes/{date}/{id}", "/Patients/{id}", "/Patients/{id}/PrivateNotes/{note}", "/Patients/{id}/Assessments/{assessment}",
        "/Patients/{id}/Assessments/{assessment}/{section}", "/Patients/{id}/Measures/{measure}", "/Patients/{id}/Measures/{measure}/HandOver",
        "/Patients/{id}/Waiver", "/Referrals/{id}", "/Referrals/{id}/Change", "/Patients/{id}/Plans/FromNote/{from}", "/Patients/{id}/Plans/{plan}",
        "/Patients/{id}/Plans/{plan}/Write", "/Patients/{id}/Plans/{plan}/Review", "/Patients/{id}/Objectives/{objective}",
        "/Outreach/{task}", "/Work/{kind}/{subject}",
    ];

    [Fact]
    public async Task A_permission_that_is_taken_from_a_page_is_noticed_on_every_page()
    {
        var guarded = (await ClinicPages.OfAsync(clinic)).Guarded.Select(page => page.Route).ToList();
        Assert.True(guarded.Count > 40, $"Only {guarded.Count} pages ask for a permission.");

        // Every one is told by its address,
        Assert.Equal([], guarded.Except(PermissionTests.Faults(opened)));
        // and by the matrix, as a page that answers somebody whom the table does not name.
        var closed = await new MatrixTests.Matrix(opened).ClosedAsync(ReadableTable.Read("matrix.md"), guarded);
        Assert.True(closed.ToHashSet().SetEquals(ClosedAnyway), "Closed also without a permission:\n" + string.Join('\n', closed));
    }

    [Fact]
    public async Task The_query_filters_alone_show_what_the_policies_alone_show()
    {
        var made = await Acquaintances.OfAsync(clinic);
        var table = ReadableTable.Read("walls.md");
        foreach (var filtered in await FilteredAsync())
        {
            Assert.False(table.Contradicts(TableOf(filtered), await SeenThroughAsync(made, filtered, new DbContextOptionsBuilder<ClinicDb>())), filtered.Name);
        }
    }

    [Fact]
    public async Task A_query_filter_that_is_taken_away_is_noticed_on_every_entity()
    {
        var made = await Acquaintances.OfAsync(clinic);
        var table = ReadableTable.Read("walls.md");
        var all = await FilteredAsync();
        Assert.True(all.Count >= 5, $"Only {all.Count} entities are filtered.");
        // No filter asks through another's: one model without any shows each as it would be without its own.
        var options = Unfiltered();
        foreach (var filtered in all)
        {
            Assert.True(table.Contradicts(TableOf(filtered), await SeenThroughAsync(made, filtered, options)), $"Nobody notices {filtered.Name} without its filter.");
        }
    }

    [Theory]
    [InlineData("drop policy {0} on {1}")]
    [InlineData("alter policy {0} on {1} using (true)")]
    public async Task A_policy_that_is_taken_away_or_lets_everybody_through_is_noticed(string change)
    {
        var made = await Acquaintances.OfAsync(clinic);
        var walls = ReadableTable.Read("walls.md");
        await using var owner = NpgsqlDataSource.Create(clinic.OwnerConnection);
        var policies = await PoliciesAsync(owner);
        Assert.True(policies.Count >= 20, $"Only {policies.Count} policies were found.");
        var unnoticed = new List<string>();
        foreach (var (table, policy, body) in policies)
        {
            await ExecuteAsync(owner, string.Format(CultureInfo.InvariantCulture, change, policy, table));
            var seen = await WallTests.SeenAsync(made, clinic.OwnerConnection, clinic.AppConnection, table);
            if (!walls.Contradicts(table, seen[table]))
            {
                unnoticed.Add($"{policy} on {table}");
            }

            await ExecuteAsync(owner, $"drop policy if exists {policy} on {table}; {body}");
        }

        Assert.Equal([], unnoticed);
        // Everything stands again as it stood.
        foreach (var (table, seen) in await WallTests.SeenAsync(made, clinic.OwnerConnection, clinic.AppConnection))
        {
            Assert.False(walls.Contradicts(table, seen), table);
        }
    }

    [Fact]
    public async Task Without_the_policy_by_which_history_is_written_nothing_is_shown()
    {
        var browser = await opened.SignInAsync(Role.Clinician);
        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(HttpMethod.Get, "/Patients")).StatusCode);
        await using var owner = NpgsqlDataSource.Create(opened.OwnerConnection);
        await ExecuteAsync(owner, "alter policy app_writes on audit_events with check (false)");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.SendAsync(HttpMethod.Get, "/Patients")).StatusCode);
        await ExecuteAsync(owner, "alter policy app_writes on audit_events with check (true)");
    }

    /// <summary>Every policy by which the role that serves pages reads rows of patients, with the statement that makes it. The sign-offs of weeks name none: SignOffTests holds theirs.</summary>
    private static async Task<List<(string Table, string Policy, string Body)>> PoliciesAsync(NpgsqlDataSource owner)
    {
        await using var ask = owner.CreateCommand(
            """
            select p.polrelid::regclass::text, p.polname::text, format('create policy %I on %s for %s to clinic_app using (%s)', p.polname,
                p.polrelid::regclass, case p.polcmd when '*' then 'all' when 'r' then 'select' end, pg_get_expr(p.polqual, p.polrelid))
              || coalesce(' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
            from pg_policy p where 'clinic_app'::regrole = any(p.polroles) and p.polqual is not null and p.polrelid <> 'week_sign_offs'::regclass order by 1, 2
            """);
        await using var row = await ask.ExecuteReaderAsync();
        var policies = new List<(string, string, string)>();
        while (await row.ReadAsync())
        {
            policies.Add((row.GetString(0), row.GetString(1), row.GetString(2)));
        }

        return policies;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource owner, string sql)
    {
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Groups_of_other_sites_are_hidden_by_their_filter_and_shown_without_it()
    {
        var made = await Acquaintances.OfAsync(clinic);
        var without = Unfiltered();
        foreach (var role in Enum.GetValues<Role>())
        {
            Assert.DoesNotContain(made.Elsewhere.Site.Id, await SitesAsync(new DbContextOptionsBuilder<ClinicDb>()));
            Assert.Contains(made.Elsewhere.Site.Id, await SitesAsync(without));

            async Task<List<Id<Site>>> SitesAsync(DbContextOptionsBuilder<ClinicDb> options)
            {
                await using var db = await OpenAsync(options, made.People[role]);
                await using var work = await db.BeginWorkAsync(TestContext.Current.CancellationToken);
                return await db.Groups.Select(group => group.SiteId).Distinct().ToListAsync();
            }
        }
    }

    /// <summary>Those of patients, which the table of the walls tells; every other one has a test of its own.</summary>
    private async Task<List<Type>> FilteredAsync()
    {
        var all = await clinic.InDatabaseAsync(db => Task.FromResult(
            db.Model.GetEntityTypes().Where(entity => entity.GetDeclaredQueryFilters().Count > 0).Select(entity => entity.ClrType).ToList()));
        var ofPatients = all.Where(entity => entity == typeof(Patient) || typeof(IBelongToPatient).IsAssignableFrom(entity)).ToList();
        Assert.Equal([typeof(Group)], all.Except(ofPatients));
        return ofPatients;
    }

    /// <summary>As a page of this person asks, on the owner's connection, for whom no policy holds.</summary>
    private async Task<ClinicDb> OpenAsync(DbContextOptionsBuilder<ClinicDb> options, StaffMember? person)
    {
        var actor = person is null ? new Actor { IsBounded = true } : new Actor
        {
            IsBounded = true,
            StaffMemberId = person.Id,
            Zone = await clinic.InDatabaseAsync(async db => (await db.Sites.SingleAsync(site => site.Id == person.SiteId)).Zone),
        };
        options.UseNpgsql(clinic.OwnerConnection);
        return new ClinicDb(options.Options, actor, clinic.Services.GetRequiredService<ClinicClock>());
    }

    private string TableOf(Type entity)
    {
        using var db = new ClinicDb(
            new DbContextOptionsBuilder<ClinicDb>().UseNpgsql(clinic.OwnerConnection).Options, new Actor(), clinic.Services.GetRequiredService<ClinicClock>());
        return db.Model.FindEntityType(entity)!.GetTableName()!;
    }

    /// <summary>By role: whose rows a page finds with the filters alone, on the owner's connection, for whom no policy holds.</summary>
    private async Task<Dictionary<string, string>> SeenThroughAsync(Acquaintances made, Type entity, DbContextOptionsBuilder<ClinicDb> options) =>
        await (Task<Dictionary<string, string>>)typeof(MutationTests)
            .GetMethod(nameof(SeenOfAsync), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!
            .MakeGenericMethod(entity).Invoke(this, [made, options])!;

    private async Task<Dictionary<string, string>> SeenOfAsync<T>(Acquaintances made, DbContextOptionsBuilder<ClinicDb> options)
        where T : class
    {
        var seen = new Dictionary<string, string>();
        foreach (var column in ReadableTable.Columns)
        {
            await using var db = await OpenAsync(options, Enum.TryParse<Role>(column, out var role) ? made.People[role] : null);
            await using var work = await db.BeginWorkAsync(TestContext.Current.CancellationToken);
            var key = typeof(T) == typeof(Patient) ? nameof(Patient.Id) : nameof(IBelongToPatient.PatientId);
            var rows = (await db.Set<T>().IgnoreQueryFilters().Select(row => EF.Property<Id<Patient>>(row, key)).ToListAsync()).CountBy(id => id).ToDictionary();
            var found = (await db.Set<T>().Select(row => EF.Property<Id<Patient>>(row, key)).ToListAsync()).CountBy(id => id).ToDictionary();
            var possible = made.All.Where(one => one.Relation is not Relation.RosterElse && rows.ContainsKey(one.Patient.Id)).ToList();
            seen[column] = ReadableTable.Cell(
                possible.Where(one => found.ContainsKey(one.Patient.Id))
                    .Select(one => (one.Relation, one.Stage, found[one.Patient.Id] == rows[one.Patient.Id] ? "" : "~")),
                possible.ConvertAll(one => (one.Relation, one.Stage)));
        }

        return seen;
    }

    private static DbContextOptionsBuilder<ClinicDb> Unfiltered()
    {
        var options = new DbContextOptionsBuilder<ClinicDb>();
        options.ReplaceService<IModelCustomizer, WithoutFilters>();
        return options;
    }

    /// <summary>The model of the record, with all of its filters taken away.</summary>
    private sealed class WithoutFilters(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
    {
        public override void Customize(ModelBuilder modelBuilder, DbContext context)
        {
            base.Customize(modelBuilder, context);
            foreach (var entity in modelBuilder.Model.GetEntityTypes())
            {
                entity.SetQueryFilter(null);
            }
        }
    }

    /// <summary>The walls of its database are taken down and put up again.</summary>
    public sealed class WalledClinic(ClinicServer server) : ClinicHost(server);

    /// <summary>The program, in which no page asks for its permission any more.</summary>
    public sealed class OpenedClinic(ClinicServer server) : ClinicHost(server)
    {
        protected override void Prepare(IServiceCollection services) => services.AddSingleton<IActionDescriptorProvider, Opening>();

        private sealed class Opening : IActionDescriptorProvider
        {
            /// <summary>After those that find the pages.</summary>
            public int Order => int.MaxValue;

            public void OnProvidersExecuting(ActionDescriptorProviderContext context)
            {
                foreach (var page in context.Results)
                {
                    page.EndpointMetadata = [.. page.EndpointMetadata.Select(said => said is IAuthorizeData { Policy: { } policy } ? InTheStead(policy) : said)];
                }
            }

            public void OnProvidersExecuted(ActionDescriptorProviderContext context)
            {
            }

            /// <summary>Where every role may go, only those who never signed in can show that nobody asks.</summary>
            private static object InTheStead(string policy) =>
                Permissions.HoldersOf(policy).Count() == Enum.GetValues<Role>().Length ? new AllowAnonymousAttribute() : new AuthorizeAttribute();
        }
    }
}
