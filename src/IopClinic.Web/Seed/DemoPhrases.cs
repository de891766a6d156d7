using IopClinic.Domain.Notes;

namespace IopClinic.Web.Seed;

/// <summary>Quick phrases of the demo clinician and of the site.</summary>
internal static class DemoPhrases
{
    public static IEnumerable<QuickPhrase> Of(DemoStaff staff)
    {
        var (site, me) = (staff.Clinician.SiteId, staff.Clinician.Id);
        return
        [
            Mine("quote", "In {their} own words: “[what {name} said]”."),
            Mine("stuck", "{name} got stuck at [where]; what helped was [what]. {They} will try [what] before the next group."),
            Shared("homework", "Homework from last time: [done, partly or not]. What got in the way: [what]."),
            Shared("safety", "Asked about thoughts of suicide and of using today: [answer]. Safety plan gone through: [yes or no, and why]."),
        ];

        QuickPhrase Mine(string key, string text) => new(site, me, key, text);
        QuickPhrase Shared(string key, string text) => new(site, null, key, text);
    }
}
