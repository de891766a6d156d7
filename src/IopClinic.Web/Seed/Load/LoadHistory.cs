using System.Globalization;
using IopClinic.Database.Audit;
using IopClinic.Domain;
using IopClinic.Domain.Patients;
using IopClinic.Domain.Sites;
using IopClinic.Domain.Staff;

namespace IopClinic.Web.Seed.Load;

/// <summary>
/// The history of what staff did, linked as the database links it: one chain, whose acts follow each other. The sites that share a chain
/// are told one after the other.
/// </summary>
internal sealed class LoadHistory(int chain)
{
    private static readonly string[] Events =
    [
        "sequence", "at", "actor_id", "actor_name", "actor_roles", "site_id", "clinic_date", "action", "outcome", "purpose", "page", "object_type", "object_id",
        "patient_id", "shown", "times", "app_version",
    ];

    private static readonly string[] Links = ["chain", "link", "sequence", "prev_hash", "hash"];

    private readonly Dictionary<StaffMember, (string Name, string Roles)> _names = [];
    private byte[] _head = new byte[32];
    private long _link;

    /// <summary>The number of the row that comes next.</summary>
    public long Sequence { get; set; } = 1;

    /// <summary>Adds one act, and its link.</summary>
    public void Add(CopyBatch to, LoadAct act)
    {
        var (sequence, version) = (Sequence++, AuditEvent.ThisVersion);
        var (name, roles) = NameOf(act.Actor);
        var purpose = act.Patient is null && act.Shown is null ? Purpose.Operations : Purpose.Treatment;
        var row = to.Of("audit_events", Events);
        row.BeginRow(Events.Length);
        row.Int64(sequence);
        row.Instant(act.At);
        row.Uuid(act.Actor?.Id.Value);
        row.Text(name);
        row.Text(roles);
        row.Uuid(act.Site.Value);
        row.Date(act.Day);
        row.Text(act.Action.ToString());
        row.Text(nameof(AuditOutcome.Done));
        row.Text(purpose.ToString());
        row.Text(act.Page);
        row.Text(act.What);
        row.Text(act.Key);
        row.Uuid(act.Patient?.Value);
        if (act.Shown is null)
        {
            row.Null();
        }
        else
        {
            row.Uuids(act.Shown);
        }

        row.Int32(1);
        row.Text(version);

        var hash = AuditChain.Hash(_head, chain, ++_link, sequence,
        [
            act.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), act.Actor?.Id.ToString(), name, roles, null, null, null,
            act.Action.ToString(), nameof(AuditOutcome.Done), purpose.ToString(), null, null, act.Site.ToString(),
            act.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), act.Patient?.ToString(), act.Page, act.What, act.Key, null,
            act.Shown is null ? null : string.Join(',', act.Shown), "1", version,
        ]);
        var link = to.Of("audit_links", Links);
        link.BeginRow(Links.Length);
        link.Int16((short)chain);
        link.Int64(_link);
        link.Int64(sequence);
        link.Bytes(_head);
        link.Bytes(hash);
        _head = hash;
    }

    /// <summary>As the history names somebody; it is asked for at every act.</summary>
    private (string Name, string Roles) NameOf(StaffMember? actor)
    {
        if (actor is null)
        {
            return ("Load", "");
        }

        if (!_names.TryGetValue(actor, out var known))
        {
            known = (actor.Name.Full, string.Join(' ', actor.Roles));
            _names.Add(actor, known);
        }

        return known;
    }
}

/// <summary>Something that somebody did.</summary>
/// <param name="Actor">Null for the program itself.</param>
/// <param name="At">When.</param>
/// <param name="Site">Where they work.</param>
/// <param name="Day">The clinic date there.</param>
/// <param name="Action">What was done.</param>
/// <param name="Page">On which page.</param>
/// <param name="What">To what kind of thing.</param>
/// <param name="Key">To which.</param>
internal sealed record LoadAct(StaffMember? Actor, DateTimeOffset At, Id<Site> Site, DateOnly Day, AuditAction Action, string Page, string What, string? Key)
{
    public Id<Patient>? Patient { get; init; }

    public IReadOnlyList<Guid>? Shown { get; init; }
}
