using FluentValidation;
using IopClinic.Database;
using IopClinic.Database.Keys;
using IopClinic.Domain;
using IopClinic.Web.Plumbing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopClinic.Web.Tests.Plumbing;

/// <summary>What <see cref="FormFilter"/> makes of each way a handler can end.</summary>
public sealed class FormFilterTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    [Fact]
    public async Task A_handler_that_succeeds_is_left_alone()
    {
        var posted = await PostAsync(() => Task.CompletedTask);

        Assert.Null(posted.Shown);
        Assert.True(posted.Ran);
        Assert.Equal(0, posted.Page.Loaded);
    }

    [Fact]
    public async Task A_form_that_does_not_hold_is_shown_again_without_running_its_handler()
    {
        var posted = await PostAsync(() => Task.CompletedTask, given: "");

        Assert.Equal(422, posted.Status);
        Assert.False(posted.Ran);
        Assert.Equal(1, posted.Page.Loaded);
        Assert.Equal("Enter the given name.", posted.SentenceAt("Form.Given"));
    }

    [Theory]
    [InlineData("Given", "Form.Given")]
    [InlineData("given", "Form.Given")]
    [InlineData("Rows[2].Minutes", "Form.Rows[2].Minutes")]
    [InlineData("Elsewhere", "")]
    [InlineData(null, "")]
    public async Task A_rule_says_its_sentence_beside_the_field_it_names(string? field, string key)
    {
        var posted = await PostAsync(() => throw new RuleViolation("Not on a Sunday.", field));

        Assert.Equal(422, posted.Status);
        Assert.Equal("Not on a Sunday.", posted.SentenceAt(key));
        Assert.Equal(1, posted.Page.Loaded);
    }

    [Fact]
    public async Task Somebody_elses_save_in_between_is_a_conflict()
    {
        var posted = await PostAsync(() => throw new DbUpdateConcurrencyException());

        Assert.Equal(409, posted.Status);
        Assert.Equal((0, 1), (posted.Page.Loaded, posted.Page.Compared));
        Assert.StartsWith("Somebody else changed this", posted.SentenceAt(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("23505", "ix_sites_name", 422, "There is already a site of this name.")]
    [InlineData("23505", "ix_something_new", 422, "This is already recorded. Look for it before writing it again.")]
    [InlineData("23P01", "reservations_room_free", 409, "The room is taken at that time. Choose another room or time.")]
    [InlineData("23514", null, 422, "These values do not fit together, so nothing was saved. Check them and try again.")]
    [InlineData("23503", null, 422, "Something this depends on was changed or removed meanwhile. Open the page again and choose anew.")]
    [InlineData("P0001", null, 422, "The record does not allow this change, so nothing was saved.")]
    [InlineData("40001", null, 409, "Somebody else saved at the same moment, so nothing of yours was saved yet. Save again.")]
    [InlineData("40P01", null, 409, "Somebody else saved at the same moment, so nothing of yours was saved yet. Save again.")]
    public async Task What_the_database_refuses_reads_like_a_rule(string state, string? constraint, int status, string sentence)
    {
        var posted = await PostAsync(() =>
            throw new DbUpdateException("x", new PostgresException("x", "ERROR", "ERROR", state, constraintName: constraint)));

        Assert.Equal(status, posted.Status);
        Assert.Equal(sentence, posted.SentenceAt(""));
    }

    [Theory]
    [InlineData("57014")]
    [InlineData("53300")]
    [InlineData("42703")]
    public async Task A_fault_is_no_refusal(string state)
    {
        var posted = await PostAsync(() => throw new DbUpdateException("x", new PostgresException("x", "ERROR", "ERROR", state)));

        Assert.Null(posted.Shown);
        Assert.IsType<DbUpdateException>(posted.Fault);
    }

    [Fact]
    public async Task Nothing_of_a_refused_attempt_is_left_to_be_saved()
    {
        var posted = await PostAsync(db =>
        {
            db.Add(new StoredKey { Name = "half done", Xml = "", StoredAt = DateTimeOffset.UnixEpoch });
            throw new RuleViolation("No.");
        });

        Assert.Equal(422, posted.Status);
        Assert.Equal(0, posted.TrackedWhenLoaded);
    }

    private Task<Posted> PostAsync(Func<Task> handle, string given = "Ana") => PostAsync(_ => handle(), given);

    private async Task<Posted> PostAsync(Func<ClinicDb, Task> handle, string given = "Ana")
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var services = new WithValidator(scope.ServiceProvider);
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        var http = new DefaultHttpContext { RequestServices = services };
        http.Request.Method = "POST";
        var action = new CompiledPageActionDescriptor
        {
            BoundProperties =
            [
                new PageBoundPropertyDescriptor
                {
                    Name = "Form", ParameterType = typeof(SamplePage.SampleForm), Property = typeof(SamplePage).GetProperty("Form")!,
                },
            ],
        };
        var page = new SamplePage(db) { Form = new SamplePage.SampleForm { Given = given } };
        var context = new PageContext(new ActionContext(http, new RouteData(), action)) { ActionDescriptor = action };
        page.PageContext = context;
        var method = new HandlerMethodDescriptor { HttpMethod = "Post", Parameters = [], MethodInfo = typeof(SamplePage).GetMethod("LoadAsync")! };
        var executing = new PageHandlerExecutingContext(context, [], method, new Dictionary<string, object?>(), page);
        var executed = new PageHandlerExecutedContext(context, [], method, page);
        var ran = false;
        using var limits = new PersonLimits(new ConfigurationBuilder().Build());
        await new FormFilter(services.GetRequiredService<IModelMetadataProvider>(), limits).OnPageHandlerExecutionAsync(executing, async () =>
        {
            ran = true;
            try
            {
                await handle(db);
            }
            catch (Exception thrown)
            {
                executed.Exception = thrown;
            }

            return executed;
        });

        var fault = executed.ExceptionHandled ? null : executed.Exception;
        return new Posted(page, executing.Result ?? executed.Result, ran, fault, page.Tracked);
    }

    private sealed record Posted(SamplePage Page, IActionResult? Shown, bool Ran, Exception? Fault, int TrackedWhenLoaded)
    {
        public int Status => Shown is PageResult
            ? Page.Response.StatusCode
            : throw new InvalidOperationException("The page was not shown again.");

        public string SentenceAt(string key) => Assert.Single(Page.ModelState[key]!.Errors).ErrorMessage;
    }

    internal sealed class SamplePage(ClinicDb db) : ClinicPage
    {
        [BindProperty]
        public SampleForm Form { get; set; } = new();

        public int Loaded { get; private set; }

        public int Compared { get; private set; }

        public int Tracked { get; private set; } = -1;

        public override Task LoadAsync()
        {
            Loaded++;
            Tracked = db.ChangeTracker.Entries().Count();
            return Task.CompletedTask;
        }

        protected internal override Task OnConflictAsync()
        {
            Compared++;
            return Task.CompletedTask;
        }

        public sealed class SampleForm
        {
            public string Given { get; set; } = "";

            public List<Row> Rows { get; set; } = [];

            public sealed class Validator : AbstractValidator<SampleForm>
            {
                public Validator() => RuleFor(form => form.Given).NotEmpty().WithMessage("Enter the given name.");
            }
        }

        public sealed record Row(int Minutes);
    }

    /// <summary>The program's services and the sample form's validator, which the scan of the program does not see.</summary>
    private sealed class WithValidator(IServiceProvider services) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(IValidator<SamplePage.SampleForm>)
                ? new SamplePage.SampleForm.Validator()
                : services.GetService(serviceType);
    }
}
