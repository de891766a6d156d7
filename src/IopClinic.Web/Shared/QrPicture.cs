using QRCoder;

namespace IopClinic.Web.Shared;

/// <summary>A QR code as the path of an SVG: it needs no style and no script.</summary>
internal static class QrPicture
{
    /// <summary>The path, and how wide and high the picture is, quiet zone included.</summary>
    public static (string Path, int Size) Of(string text)
    {
        var matrix = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M).ModuleMatrix;
        return (
            string.Concat(Enumerable.Range(0, matrix.Count).SelectMany(y => Enumerable.Range(0, matrix.Count)
                .Where(x => matrix[y][x])
                .Select(x => FormattableString.Invariant($"M{x} {y}h1v1h-1z")))),
            matrix.Count);
    }
}
