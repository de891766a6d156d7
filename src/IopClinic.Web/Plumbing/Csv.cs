using System.Globalization;
using System.Text;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// The one writer of CSV exports (RFC 4180). A cell that a spreadsheet would take for a formula is told to be text, and an export
/// of patient records ends with the notice that 42 CFR § 2.32 asks for.
/// </summary>
public sealed class Csv
{
    private const string Notice = "42 CFR part 2 prohibits unauthorized use or disclosure of these records.";

    private readonly StringBuilder _text = new();

    public Csv Row(params IEnumerable<string?> cells)
    {
        _text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        return this;
    }

    /// <summary>The file with the notice in its last row; the mark in front lets spreadsheets read it as UTF-8.</summary>
    public byte[] ToFile()
    {
        Row();
        Row(Notice);
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(_text.ToString())];
    }

    /// <summary>A file in which no patient stands: without the notice.</summary>
    public byte[] ToPlainFile() => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(_text.ToString())];

    /// <summary>The instant as every spreadsheet sorts it, in UTC.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A number as every spreadsheet reads it.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Cell(string? value)
    {
        var text = value ?? "";
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n')
        {
            text = "'" + text;
        }

        return text.AsSpan().ContainsAny(",\"\r\n;") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
