using Microsoft.AspNetCore.Identity;

namespace IopClinic.Database.Staff;

/// <summary>What a member of staff signs in with. Its key is the key of the <c>StaffMember</c>.</summary>
public sealed class StaffAccount : IdentityUser<Guid>;
