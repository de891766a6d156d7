using System.Text.Encodings.Web;
using System.Text.Unicode;
using IopClinic.Database;
using IopClinic.Database.Staff;
using IopClinic.Domain;
using IopClinic.Web.Account;
using IopClinic.Web.Diagnoses;
using IopClinic.Web.History;
using IopClinic.Web.Measures;
using IopClinic.Web.Patients.Import;
using IopClinic.Web.Work;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.WebEncoders;

namespace IopClinic.Web.Plumbing;

/// <summary>What the program is made of, in the order in which a request meets it.</summary>
internal static class Clinic
{
    public static WebApplicationBuilder CreateBuilder(string[] args, bool forPages)
    {
        var builder = WebApplication.CreateBuilder(args);
        // A container hands its secrets over as files, one per setting.
        builder.Configuration.AddKeyPerFile(builder.Configuration["Secrets"] ?? "/run/secrets", optional: true);
        builder.AddClinicLog();
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ClinicClock>();
        services.AddClinicDatabase(forPages);
        services.AddIdentityCore<StaffAccount>(options => options.User.RequireUniqueEmail = true)
            .AddEntityFrameworkStores<ClinicDb>();
        services.Configure<IdentityOptions>(options => options.Password = new PasswordOptions
        {
            // PasswordRules say the rest.
            RequiredLength = PasswordRules.Shortest,
            RequireDigit = false,
            RequireLowercase = false,
            RequireNonAlphanumeric = false,
            RequireUppercase = false,
        });
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 220_000);
        services.AddScoped<IPasswordValidator<StaffAccount>, PasswordRules>();
        services.AddScoped<PlaceAtWork>();
        services.AddScoped<PasswordCheck>();
        services.AddScoped<SecondFactors>();
        services.AddScoped<Invitations>();
        services.AddSingleton(provider =>
            provider.GetRequiredService<IConfiguration>().GetSection("Import").Get<ImportLimits>() ?? new ImportLimits());
        services.AddScoped<ImportPatients>();
        services.AddSingleton<InstrumentLibrary>();
        services.AddSingleton<CodeLibrary>();
        KeyRing.AddTo(services, builder.Configuration);
        PrivateNoteKeys.AddTo(services);
        return builder;
    }

    public static void AddPages(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.Environment.WebRootFileProvider = new StillFiles(builder.Environment.WebRootFileProvider);
        // First of all start-up filters, so that even a refused host name is answered with our headers.
        services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, SecurityHeaders>());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = FormReading.Limit;
            // Any page whole: who reads slowly keeps no place of those that are worked on.
            kestrel.Limits.MaxResponseBufferSize = 1_048_576;
        });
        // A group has up to a hundred places, and each row of its roll twelve fields.
        services.Configure<FormOptions>(options => options.ValueCountLimit = 2048);
        services.Configure<HostFilteringOptions>(options => options.IncludeFailureMessage = false);
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            foreach (var proxy in builder.Configuration.GetSection("Proxies").Get<string[]>() ?? [])
            {
                options.KnownProxies.Add(System.Net.IPAddress.Parse(proxy));
            }
        });
        services.AddHttpsRedirection(options =>
        {
            options.RedirectStatusCode = StatusCodes.Status308PermanentRedirect;
            options.HttpsPort = builder.Configuration.GetValue("https_port", 443);
        });
        var policy = SignInPolicy.From(builder.Configuration, builder.Environment);
        KeyRing.Demand(builder.Configuration, builder.Environment);
        PrivateNoteKeys.Demand(builder.Configuration, builder.Environment);
        services.AddSingleton(policy);
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.ServerDomain = policy.Domain;
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            // Not by the Origin header, as the framework would have it: our pages send no referrer, and a browser then sends "null".
            options.ValidateOrigin = asked => ValueTask.FromResult(
                !asked.CrossOrigin
                && string.Equals(
                    asked.Origin, $"{asked.HttpContext.Request.Scheme}://{asked.HttpContext.Request.Host}", StringComparison.OrdinalIgnoreCase));
        });
        services.AddScoped<IPasskeyHandler<StaffAccount>, PasskeyHandler<StaffAccount>>();
        services.AddScoped<Passkeys>();
        services.AddScoped<Threshold>();
        Account.Sessions.AddTo(services, builder.Environment);
        Limits.AddTo(services, builder.Configuration);
        Overload.AddTo(services);
        services.AddClinicPermissions();
        services.AddValidators();
        services.AddSingleton<RefusalLog>();
        services.AddHostedService<Anchoring>();
        services.AddSingleton<PersonLimits>();
        services.AddScoped<FormKeys>();
        services.AddScoped<WorkQueries>();
        services.AddHostedService<OldFormKeys>();
        services.AddHostedService<MonthsAhead>();
        services.AddHealthChecks().AddDbContextCheck<ClinicDb>("database", tags: ["ready"]);
        services.AddSingleton<IHttpResponseStreamWriterFactory, PlainMarkup>();
        // Our pages say that they are UTF-8: letters of every language stand in them as they are.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddRazorPages(pages =>
            {
                pages.RootDirectory = "/";
                pages.Conventions.Add(new FormBinding());
            })
            .AddMvcOptions(options =>
            {
                options.Filters.Add<HandlerFilter>();
                options.Filters.Add<FormFilter>();
                options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
                // "string" means a text that may be empty; whether it may is for the form's validator to say.
                options.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
                StrictBinderProvider.Tighten(options);
            })
            // A second value for one box would be refused (StrictBinder).
            .AddViewOptions(options => options.HtmlHelperOptions.CheckBoxHiddenInputRenderMode = CheckBoxHiddenInputRenderMode.None);
        services.AddSingleton<IModelExpressionProvider, IndexedFields>();
        ShortVersions.PutAround(services);
    }

    public static void UsePages(this WebApplication app)
    {
        app.UseMiddleware<RequestLog>();
        app.UseMiddleware<LastResort>();
        app.UseForwardedHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/problem/500",
            StatusCodeSelector = Faults.Status,
            AllowStatusCode404Response = true,
            // The scope of the failed request may hold the very connection that broke.
            CreateScopeForErrors = true,
        });
        app.UseStatusCodePagesWithReExecute("/problem/{0}", createScopeForStatusCodePages: false);
        if (!app.Environment.IsDevelopment())
        {
            // The health of a node is asked for from inside, without TLS.
            app.UseWhen(
                context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal),
                outside => outside.UseHttpsRedirection());
        }

        app.UseMiddleware<Gate>();
        app.UseClinicFiles();
        app.Use(KeptPosts.ShowSignIn);
        app.UseRouting();
        app.Use(RequestLog.Remember);
        app.UseMiddleware<Witness>();
        // Before the form is read and anything is hashed: who tries too often costs nothing.
        app.UseRateLimiter();
        app.UseMiddleware<FormReading>();
        // After the form: who sends slowly takes nobody's place, and what was typed can go back. Before anything that asks the database.
        app.UseMiddleware<Overload>();
        app.UseAuthentication();
        app.UseAuthorization();

        app.MapRazorPages();
        app.MapGet("/", Start).RequireAuthorization(Can.OwnAccount);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
    }

    /// <summary>Where a person's work begins.</summary>
    private static IResult Start(HttpContext context) => Results.LocalRedirect(context.User switch
    {
        var person when person.May(Can.UseToday) => "/Today",
        var person when person.May(Can.ReviewGlass) => "/Emergency/Review",
        var person when person.May(Can.ReadHistory) && !person.May(Can.ReadCharts) => "/History",
        _ => "/Patients",
    });
}
