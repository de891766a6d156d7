using System.Net;
using IopClinic.Domain.Staff;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IopClinic.Web.Tests.Plumbing;

public sealed class PermissionTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    /// <summary>All that may be asked for without signing in.</summary>
    private static readonly string[] Open =
    [
        "/Account/SignIn", "/Account/SecondStep", "/Account/Enroll", "/Account/Invitation", "/Account/Passkeys", "/Kiosk", "/Kiosk/Open", "/Kiosk/Thanks", "/Feeds/{token}.ics", "/design", "/design/door", "/design/problem", "/problem/{code:int}", "/health/live", "/health/ready",
    ];

    [Fact]
    public void Every_address_names_one_permission_or_is_open_to_all_by_decision()
    {
        Assert.Equal([], Faults(clinic));
        Assert.True(Endpoints(clinic).Count() >= 8, "Hardly any address was found.");
    }

    /// <summary>The addresses that name no permission, or several, and are not open to all by decision.</summary>
    internal static List<string> Faults(ClinicHost clinic) =>
    [
        .. Endpoints(clinic)
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
                ? !Open.Any(open => AddressOf(endpoint) == open || AddressOf(endpoint) == open + "/Index")
                : endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).ToList() is not [{ } one] || !Permissions.All.Contains(one))
            .Select(AddressOf),
    ];

    private static string AddressOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    private static IEnumerable<RouteEndpoint> Endpoints(ClinicHost clinic) =>
        clinic.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    [Theory]
    [InlineData("/design")]
    [InlineData("/design/door")]
    [InlineData("/design/problem")]
    public async Task The_design_pages_exist_in_Development_only(string address) =>
        Assert.Equal(HttpStatusCode.NotFound, (await clinic.Browser().SendAsync(HttpMethod.Get, address)).StatusCode);

    [Fact]
    public void Everything_that_takes_a_POST_checks_the_form_token()
    {
        // Pages do by a global filter; whatever else is mapped must not take a POST at all, because nothing would check it there.
        foreach (var endpoint in Endpoints(clinic).Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is null))
        {
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
            var isHealth = endpoint.RoutePattern.RawText!.StartsWith("/health/", StringComparison.Ordinal);
            Assert.True(isHealth || (methods is not null && methods.All(method => method is "GET" or "HEAD")), endpoint.DisplayName);
        }
    }

    [Fact]
    public void Every_page_is_a_ClinicPage()
    {
        var others = typeof(ClinicPage).Assembly.GetTypes()
            .Where(type => typeof(PageModel).IsAssignableFrom(type) && !typeof(ClinicPage).IsAssignableFrom(type))
            .Select(type => type.FullName);

        // The design pages show what pages are made of and exist in Development only; the error page stands in for a request.
        Assert.Equal(
            ["Design.DoorModel", "Design.IndexModel", "Design.ProblemModel", "Errors.ProblemPage"],
            others.Select(name => name!["IopClinic.Web.".Length..]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(
        Role.Clinician,
        "Assess BookSessions BreakGlass DescribePatients DischargePatients FindPatients GiveMeasures KeepAuthorizations KeepPapers KeepPrivateNotes LogSessions OwnAccount ReadAttendance ReadCharts "
            + "ReadInsight ReadMeasures ReadNotes ReadSafetyPlans ReadSchedule SeeWork UseToday WritePlans")]
    [InlineData(
        Role.Prescriber,
        "Assess BookSessions BreakGlass DescribePatients FindPatients GiveMeasures KeepAuthorizations KeepPapers KeepPrivateNotes LogSessions OwnAccount ReadAttendance ReadCharts "
            + "ReadInsight ReadMeasures ReadNotes ReadSafetyPlans ReadSchedule SeeWork UseToday WritePlans")]
    [InlineData(
        Role.Supervisor,
        "AppointTeams Assess BookSessions BreakGlass CoSign DecideAdmissions DescribePatients DischargePatients FindPatients GiveMeasures KeepAuthorizations KeepPapers KeepPrivateNotes LogSessions OwnAccount ReadAttendance "
            + "ReadCharts ReadHistory ReadInsight ReadMeasures ReadNotes ReadSafetyPlans ReadSchedule SeeWork SharePhrases UseToday WritePlans")]
    [InlineData(
        Role.Intake,
        "AdmitPatients Assess BookSessions DescribePatients FindPatients ImportPatients KeepAssessmentTimes KeepPapers OwnAccount ReadAttendance ReadCharts ReadSafetyPlans ReadSchedule "
            + "RegisterPatients SeeWork TakeReferrals")]
    [InlineData(
        Role.Administrator,
        "AppointTeams BillServices BookSessions FindPatients KeepAssessmentTimes KeepAuthorizations ManageGroups OwnAccount ReadAttendance ReadHistory ReadInsight ReadSchedule SeeWork SetUpClinic SignOffWeeks UseToday")]
    [InlineData(Role.Auditor, "FindPatients OwnAccount ReadHistory")]
    [InlineData(Role.PrivacyOfficer, "FindPatients OwnAccount ReadHistory ReviewGlass")]
    public void A_role_holds_these_permissions_and_no_others(Role role, string permissions) =>
        Assert.Equal(permissions.Split(' '), Permissions.Of(role).Order(StringComparer.Ordinal));
}
