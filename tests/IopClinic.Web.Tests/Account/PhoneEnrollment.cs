namespace IopClinic.Web.Tests.Account;

internal sealed partial class Phone
{
    /// <summary>With an app that was added on the page of the browser, up to the recovery codes.</summary>
    public static async Task<(Phone Phone, List<string> Codes)> EnrollAsync(Browser browser, MovableTime time)
    {
        Assert.Equal("Add a second factor", browser.Heading);
        var phone = new Phone(browser.Text(".secret"), time);
        await browser.SubmitAsync("form[action*=App]", ("App.Code", phone.Number));
        Assert.Equal("Recovery codes", browser.Heading);
        return (phone, [.. browser.Page.QuerySelectorAll(".recovery-codes code").Select(code => code.TextContent)]);
    }
}
