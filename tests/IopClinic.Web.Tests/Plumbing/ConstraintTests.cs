using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Plumbing;

public sealed class ConstraintTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task Every_sentence_belongs_to_something_the_database_really_refuses()
    {
        var known = await clinic.InDatabaseAsync(db => db.Database.SqlQueryRaw<string>(
            """
            select conname::text as "Value" from pg_constraint
            union select indexrelid::regclass::text from pg_index where indisunique
            union select tgname::text from pg_trigger
            union select m[1] from pg_proc p, regexp_matches(p.prosrc, 'constraint = ''([a-z_]+)''', 'g') m
            """).ToListAsync());

        Assert.Empty(ConstraintSentences.Known.Except(known));
    }
}
