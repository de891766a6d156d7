using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace IopClinic.Web.Plumbing;

/// <summary>
/// Files that do not change while the program runs. A watch on them would tell nobody anything, and takes one of the few that a system
/// gives a user (128, as Linux comes): once those are gone, the first page of the next program fails.
/// </summary>
internal sealed class StillFiles(IFileProvider files) : IFileProvider
{
    public IDirectoryContents GetDirectoryContents(string subpath) => files.GetDirectoryContents(subpath);

    public IFileInfo GetFileInfo(string subpath) => files.GetFileInfo(subpath);

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;
}
