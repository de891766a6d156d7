using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using IopClinic.Domain.Staff;
using IopClinic.Web.Patients.Import;
using IopClinic.Web.Plumbing;
using Microsoft.EntityFrameworkCore;

namespace IopClinic.Web.Tests.Patients.Import;

public sealed class UploadTests(ClinicHost clinic) : IClassFixture<ClinicHost>
{
    private const long Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(Role.Intake, true)]
    [InlineData(Role.Clinician, false)]
    [InlineData(Role.Administrator, false)]
    [InlineData(Role.Auditor, false)]
    public async Task Intake_imports_and_nobody_else(Role role, bool may)
    {
        var browser = await clinic.SignInAsync(role);

        await browser.OpenAsync("/Patients/Import");
        Assert.Equal(may ? HttpStatusCode.OK : HttpStatusCode.NotFound, browser.Status);

        await browser.OpenAsync("/Patients");
        Assert.Equal(may, browser.Page.QuerySelector("a[href='/Patients/Import']") is not null);
    }

    [Fact]
    public async Task Bundles_the_clinic_has_are_found_again_and_nothing_is_added()
    {
        var before = await PatientsAsync();

        var bundles = FhirFiles.SyntheaPaths.Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)));
        var (status, page) = await UploadAsync([.. bundles]);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(6, Rows(page, ImportOutcome.AlreadyHere).Count);
        Assert.All(Rows(page, ImportOutcome.AlreadyHere), row => Assert.Contains("nothing was added", row, StringComparison.Ordinal));
        // Four of them are in treatment, and not for intake to see any more.
        Assert.Equal(4, Rows(page, ImportOutcome.AlreadyHere).Count(row => row.Contains("in treatment", StringComparison.Ordinal)));
        Assert.Equal(2, page.QuerySelectorAll("section[aria-labelledby=outcome-AlreadyHere] a")
            .Select(link => link.GetAttribute("href")).Distinct().Count(href => href!.StartsWith("/Patients/", StringComparison.Ordinal)));
        Assert.Equal(before, await PatientsAsync());
    }

    [Fact]
    public async Task A_new_patient_comes_in_for_the_chosen_site_in_the_name_of_who_sent_the_file()
    {
        var file = FhirFiles.Bundle(
            FhirFiles.Patient("up1", "UP-1"), FhirFiles.Condition("c1", "Patient/up1"), FhirFiles.Allergy("a1", "Patient/up1"));

        await clinic.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"update staff set other_site_ids = array(select id from sites) where email = 'intake@demo.example'"));
        var (status, page) = await UploadAsync("new.json", file, site: "Northgate");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("1 condition and 1 allergy", Assert.Single(Rows(page, ImportOutcome.CameIn)), StringComparison.Ordinal);
        var (site, who, address) = await clinic.InDatabaseAsync(async db =>
        {
            var patient = await db.Patients.AsNoTracking().SingleAsync(p => p.Identifiers.Any(i => i.Value == "UP-1"));
            var name = await db.Sites.Where(known => known.Id == patient.SiteId).Select(known => known.Name).SingleAsync();
            var actors = await db.AuditEvents.Where(e => e.PatientId == patient.Id).Select(e => e.ActorName + " at " + e.Page)
                .Distinct().ToListAsync();
            return (name, Assert.Single(actors), $"/Patients/{patient.Id}");
        });
        Assert.Contains("Northgate", site, StringComparison.Ordinal);
        Assert.Equal("Rosa Delgado at /Patients/Import", who);
        Assert.NotNull(page.QuerySelector($"section[aria-labelledby=outcome-CameIn] a[href='{address}']"));
    }

    [Theory]
    [InlineData("broken.json", "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":", "JSON")]
    [InlineData("empty.json", "", "The file is empty.")]
    [InlineData("other.json", "{\"resourceType\":\"Observation\",\"id\":\"o1\"}", "The file holds one Observation")]
    [InlineData("notes.json", "Dear colleague", "not FHIR JSON")]
    public async Task A_file_that_cannot_be_read_is_refused_with_the_reason(string name, string content, string reason)
    {
        var before = await PatientsAsync();

        var (status, page) = await UploadAsync(name, content);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        var row = Assert.Single(Rows(page, ImportOutcome.FileRefused));
        Assert.Contains(name, row, StringComparison.Ordinal);
        Assert.Contains(reason, row, StringComparison.Ordinal);
        Assert.Equal(before, await PatientsAsync());
    }

    [Fact]
    public async Task A_packed_file_that_was_cut_short_is_refused()
    {
        var whole = File.ReadAllBytes(FhirFiles.SyntheaPaths[0]);

        var (status, page) = await UploadAsync(("cut.json.gz", whole[..(whole.Length / 2)]));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("damaged or cut short", Assert.Single(Rows(page, ImportOutcome.FileRefused)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_patients_of_one_record_number_are_refused_with_their_entries()
    {
        var before = await PatientsAsync();

        var file = FhirFiles.Bundle(FhirFiles.Patient("t1", "TWICE"), FhirFiles.Patient("t2", "TWICE"));
        var (_, page) = await UploadAsync("twice.json", file);

        var rows = Rows(page, ImportOutcome.PatientRefused);
        Assert.Equal(2, rows.Count);
        Assert.Contains("entry 1", rows[0], StringComparison.Ordinal);
        Assert.Contains("entry 2", rows[1], StringComparison.Ordinal);
        Assert.Equal(before, await PatientsAsync());
    }

    [Fact]
    public async Task A_broken_line_is_named_and_the_others_come_in()
    {
        var lines = $"{FhirFiles.Patient("l1", "LINE-1")}\n{{\"resourceType\":\"Patient\",\n{FhirFiles.Patient("l3", "LINE-3")}\n";

        var (status, page) = await UploadAsync("export.ndjson", lines);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(2, Rows(page, ImportOutcome.CameIn).Count);
        Assert.Contains("line 2", page.QuerySelector("#import")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_code_system_is_kept_and_named()
    {
        var condition = FhirFiles.Condition("k1", "Patient/k")
            .Replace("http://snomed.info/sct", "http://codes.example/own", StringComparison.Ordinal);

        var (_, page) = await UploadAsync("codes.json", FhirFiles.Bundle(FhirFiles.Patient("k", "CODES"), condition));

        Assert.Contains(Rows(page, ImportOutcome.Noted), row => row.Contains("http://codes.example/own", StringComparison.Ordinal));
        Assert.Single(Rows(page, ImportOutcome.CameIn));
    }

    [Theory]
    [InlineData("Form.SiteId", "a\0b")]
    [InlineData("code", "-1")]
    [InlineData("code", "200")]
    public async Task A_form_that_no_page_can_read_is_answered_as_such_and_chooses_no_status(string field, string value)
    {
        var browser = await clinic.SignInAsync(Role.Intake);
        await browser.OpenAsync("/Patients/Import");
        var token = KeyValuePair.Create(FormReading.TokenField, browser.Value(FormReading.TokenField));

        var unreadable = await browser.SendAsync(browser.Address, [token, KeyValuePair.Create(field, value), KeyValuePair.Create("x", "\0")]);
        Assert.Equal(HttpStatusCode.BadRequest, unreadable.StatusCode);
        var nowhere = await browser.SendAsync(new Uri(browser.Address, "/problem/404"), [token, KeyValuePair.Create(field, value)]);
        Assert.True(nowhere.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{nowhere.StatusCode}");
    }

    [Fact]
    public async Task Without_a_file_the_form_comes_back_with_a_sentence()
    {
        var (status, page) = await UploadAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("Choose at least one file.", page.QuerySelector("#Form_Files-error")!.TextContent.Trim());
    }

    [Fact]
    public async Task A_file_of_200_MB_is_refused_with_a_sentence()
    {
        var (browser, form) = await FormAsync();
        form.Add(FilePart(new StreamContent(new Endless(200 * Megabyte)), "large.ndjson"));

        var (status, page) = await SendAsync(browser, form);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("more than 100 MB", Assert.Single(Rows(page, ImportOutcome.FileRefused)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_the_page_takes_is_refused_before_it_is_read()
    {
        var (browser, form) = await FormAsync();
        var sent = new Endless(IndexModel.MostBytes);
        form.Add(FilePart(new StreamContent(sent), "larger.ndjson"));

        var (status, page) = await SendAsync(browser, form);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("This is too large", page.QuerySelector("h1")!.TextContent.Trim());
    }

    [Fact]
    public async Task Nobody_reads_an_upload_of_somebody_who_is_not_signed_in()
    {
        var browser = clinic.Browser();
        using var form = new MultipartFormDataContent { FilePart(new StreamContent(new Endless(50 * Megabyte)), "stranger.ndjson") };

        var answer = await browser.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "https://localhost/Patients/Import") { Content = form });

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Redirect, HttpStatusCode.Unauthorized });
    }

    private static HttpContent FilePart(HttpContent content, string name)
    {
        content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
        {
            Name = "\"Form.Files\"",
            FileName = $"\"{name}\"",
        };
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    private static List<string> Rows(IHtmlDocument page, ImportOutcome outcome) =>
        [.. page.QuerySelectorAll($"section[aria-labelledby=outcome-{outcome}] tbody tr").Select(row => row.TextContent)];

    private static async Task<(HttpStatusCode Status, IHtmlDocument Page)> SendAsync(Browser browser, MultipartFormDataContent form)
    {
        var answer = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, browser.Address) { Content = form });
        return (answer.StatusCode, await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync()));
    }

    private Task<int> PatientsAsync() => clinic.InDatabaseAsync(db => db.Patients.CountAsync());

    private Task<(HttpStatusCode Status, IHtmlDocument Page)> UploadAsync(string name, string content, string? site = null) =>
        UploadAsync(site, (name, Encoding.UTF8.GetBytes(content)));

    private Task<(HttpStatusCode Status, IHtmlDocument Page)> UploadAsync(params (string Name, byte[] Content)[] files) =>
        UploadAsync(null, files);

    private async Task<(HttpStatusCode Status, IHtmlDocument Page)> UploadAsync(string? site, params (string Name, byte[] Content)[] files)
    {
        var (browser, form) = await FormAsync(site);
        foreach (var (name, content) in files)
        {
            form.Add(FilePart(new ByteArrayContent(content), name));
        }

        return await SendAsync(browser, form);
    }

    private async Task<(Browser Browser, MultipartFormDataContent Form)> FormAsync(string? site = null)
    {
        var browser = await clinic.SignInAsync(Role.Intake);
        await browser.OpenAsync("/Patients/Import");
        var key = site is null ? null : browser.Page.QuerySelectorAll("#Form_SiteId option")
            .Single(option => option.TextContent.Contains(site, StringComparison.Ordinal)).GetAttribute("value");
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in browser.Fill("form[data-import]", key is null ? [] : [("Form.SiteId", key)]).Fields)
        {
            form.Add(new StringContent(value), name);
        }

        return (browser, form);
    }

    /// <summary>As many bytes as asked for, without holding them.</summary>
    private sealed class Endless(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var got = (int)Math.Min(count, length - Position);
            Array.Fill(buffer, (byte)'{', offset, got);
            Position += got;
            return got;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
