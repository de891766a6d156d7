using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace IopClinic.Web.Tests.Account;

/// <summary>A device with one passkey, in software: it answers as a browser would, or as an attacker wants it to.</summary>
internal sealed class SoftPasskey : IDisposable
{
    private static readonly string[] Transports = ["internal"];

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Id { get; set; } = RandomNumberGenerator.GetBytes(32);

    public string Origin { get; set; } = "https://localhost";

    public string Domain { get; set; } = "localhost";

    /// <summary>Whether it says that it checked its owner's finger.</summary>
    public bool Verifies { get; set; } = true;

    public byte[]? UserHandle { get; set; }

    /// <summary>What the browser sends when a passkey was made.</summary>
    public string Make(string options)
    {
        var asked = JsonNode.Parse(options)!;
        UserHandle = WebEncoders.Base64UrlDecode((string)asked["user"]!["id"]!);
        var client = Client("webauthn.create", (string)asked["challenge"]!);
        var parameters = _key.ExportParameters(false);
        var cose = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cose.WriteStartMap(5);
        cose.WriteInt32(1);
        cose.WriteInt32(2);
        cose.WriteInt32(3);
        cose.WriteInt32(-7);
        cose.WriteInt32(-1);
        cose.WriteInt32(1);
        cose.WriteInt32(-2);
        cose.WriteByteString(parameters.Q.X!);
        cose.WriteInt32(-3);
        cose.WriteByteString(parameters.Q.Y!);
        cose.WriteEndMap();
        byte[] data = [.. Data(made: true), .. new byte[16], (byte)(Id.Length >> 8), (byte)Id.Length, .. Id, .. cose.Encode()];
        var attestation = new CborWriter(CborConformanceMode.Ctap2Canonical);
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(data);
        attestation.WriteEndMap();
        return Credential(new
        {
            clientDataJSON = Text(client),
            attestationObject = Text(attestation.Encode()),
            transports = Transports,
        });
    }

    /// <summary>What the browser sends when the passkey answered.</summary>
    public string Answer(string options)
    {
        var client = Client("webauthn.get", (string)JsonNode.Parse(options)!["challenge"]!);
        var data = Data(made: false);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new
        {
            clientDataJSON = Text(client),
            authenticatorData = Text(data),
            signature = Text(signature),
            userHandle = UserHandle is null ? null : Text(UserHandle),
        });
    }

    public void Dispose() => _key.Dispose();

    private static string Text(byte[] bytes) => WebEncoders.Base64UrlEncode(bytes);

    private string Credential(object response) => JsonSerializer.Serialize(new
    {
        id = Text(Id),
        rawId = Text(Id),
        type = "public-key",
        authenticatorAttachment = "platform",
        clientExtensionResults = new { },
        response,
    });

    private byte[] Client(string type, string challenge) => Encoding.UTF8.GetBytes(
        JsonSerializer.Serialize(new { type, challenge, origin = Origin, crossOrigin = false }));

    /// <summary>Which domain, who was there, and a count that stays at nought, as with every synchronised passkey.</summary>
    private byte[] Data(bool made)
    {
        var flags = 0x01 | (Verifies ? 0x04 : 0) | 0x08 | (made ? 0x40 : 0);
        return [.. SHA256.HashData(Encoding.ASCII.GetBytes(Domain)), (byte)flags, 0, 0, 0, 0];
    }
}
