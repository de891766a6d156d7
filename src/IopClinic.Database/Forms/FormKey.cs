using IopClinic.Domain;
using IopClinic.Domain.Staff;

namespace IopClinic.Database.Forms;

/// <summary>
/// A form that was carried out, written in the transaction of what it did: when the same form arrives once more, it is answered
/// alike and does nothing.
/// </summary>
public sealed class FormKey
{
    /// <summary>The random key that stood in the page.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of who sent what to where: a form that was changed and sent again is another form.</summary>
    public required byte[] Content { get; init; }

    public required Id<StaffMember> StaffMemberId { get; init; }

    /// <summary>The pattern of the page's address.</summary>
    public required string Page { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Where the browser was sent afterwards.</summary>
    public required string Location { get; init; }
}
