namespace IopClinic.Web.Patients.Import;

/// <summary>
/// One file to import: a name for the report and a way to open it. The reader goes through a file twice (it first finds
/// whose record each resource is), so a stream that can seek is read where it lies and any other is put aside first.
/// </summary>
public sealed record ImportSource(string Name, Func<Stream> Open)
{
    /// <summary>The file at <paramref name="path"/>.</summary>
    public static ImportSource At(string path) => new(
        Path.GetFileName(path),
        () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous));
}
