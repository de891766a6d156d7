namespace IopClinic.Domain.Staff;

/// <summary>A credential a member of staff holds, such as LPC, from a date until it ends.</summary>
/// <param name="Code">As it stands behind a signature: LPC, LCSW, PMHNP.</param>
/// <param name="Licence">The licence number, where there is one.</param>
/// <param name="From">First day it is valid.</param>
/// <param name="Until">Last day it is valid; null while no end is known.</param>
public sealed record Credential(string Code, string? Licence, DateOnly From, DateOnly? Until)
{
    public bool IsValidOn(DateOnly date) => From <= date && (Until is null || date <= Until);
}
