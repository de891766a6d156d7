using IopClinic.Database;
using IopClinic.Domain;
using IopClinic.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Sessions;

/// <summary>Questions asked of visits at home.</summary>
internal static class Visits
{
    /// <summary>The visit with every moment that was recorded of it; null where there is none, or it is not for the reader.</summary>
    public static Task<HomeVisit?> VisitOfAsync(this ClinicDb db, Session session) =>
        db.HomeVisits.Include(v => v.Stamps).SingleOrDefaultAsync(v => v.SessionId == session.Id);

    /// <summary>An address in one line; null where it is not known.</summary>
    public static string? InOneLine(PostalAddress address)
    {
        var town = string.Join(' ', new[] { address.State, address.PostalCode }.Where(part => !string.IsNullOrWhiteSpace(part)));
        var line = string.Join(", ", new[] { address.Line1, address.Line2, address.City, town }.Where(part => !string.IsNullOrWhiteSpace(part)));
        return line.Length == 0 ? null : line;
    }
}
