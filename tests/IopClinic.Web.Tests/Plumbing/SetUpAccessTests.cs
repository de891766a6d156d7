using System.Net;
using IopClinic.Domain.Staff;

namespace IopClinic.Web.Tests.Plumbing;

/// <summary>Sites, staff, services and programs are the administrator's; for everybody else they do not exist.</summary>
public sealed class SetUpAccessTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private static readonly string[] Addresses =
        ["/Sites", "/Sites/Site", "/Staff", "/Staff/Member", "/Services", "/Services/Service", "/Programs", "/Programs/Program", "/PlanLibrary", "/PlanLibrary/Area", "/Skills", "/Skills/Skill"];

    [Fact]
    public async Task An_administrator_opens_every_page_of_the_set_up()
    {
        var browser = await clinic.SignInAsync(Role.Administrator);
        foreach (var address in Addresses)
        {
            await browser.OpenAsync(address);
            Assert.Equal((address, HttpStatusCode.OK), (browser.Address.AbsolutePath, browser.Status));
            Assert.NotEqual("", browser.Heading);
        }
    }

    [Theory]
    [InlineData(Role.Clinician)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Prescriber)]
    [InlineData(Role.Intake)]
    [InlineData(Role.Auditor)]
    public async Task For_others_it_does_not_exist(Role role)
    {
        var browser = await clinic.SignInAsync(role);
        foreach (var address in Addresses)
        {
            Assert.Equal((address, HttpStatusCode.NotFound), (address, (await browser.OpenAsync(address)).Status));
        }
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_asked_to()
    {
        foreach (var address in Addresses)
        {
            Assert.Equal("/Account/SignIn", (await clinic.Browser().OpenAsync(address)).Address.AbsolutePath);
        }
    }

    [Theory]
    [InlineData("/Sites/Site/")]
    [InlineData("/Staff/Member/")]
    [InlineData("/Services/Service/")]
    [InlineData("/Programs/Program/")]
    [InlineData("/PlanLibrary/Area/")]
    [InlineData("/Skills/Skill/")]
    public async Task What_is_not_there_is_missing(string address)
    {
        var browser = await clinic.SignInAsync(Role.Administrator);

        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(address + Guid.CreateVersion7())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.OpenAsync(address + "nonsense")).Status);
    }
}
