namespace IopClinic.Web.Account;

/// <summary>The cookie that holds the key of a session, and nothing else.</summary>
internal sealed class SessionCookie(IHostEnvironment environment)
{
    // A browser takes __Host- cookies over https only; Development answers on plain http to this machine.
    private readonly bool _overHttps = !environment.IsDevelopment();

    public string Name => NameOf("clinic", _overHttps);

    public string? KeyIn(HttpRequest request) => request.Cookies[Name];

    public void Hand(HttpResponse response, string key) => response.Cookies.Append(Name, key, Options(response.HttpContext));

    public void Clear(HttpResponse response) => response.Cookies.Delete(Name, Options(response.HttpContext));

    public static string NameOf(string name, bool overHttps) => overHttps ? "__Host-" + name : name;

    private CookieOptions Options(HttpContext context) => new()
    {
        Path = "/",
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = _overHttps || context.Request.IsHttps,
    };
}
