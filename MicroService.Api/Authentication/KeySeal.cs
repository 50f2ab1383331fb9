using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace MicroService.Api.Authentication;

/// <summary>Encrypts with a secret what is kept where others may read and write.</summary>
internal static class KeySeal
{
    private static readonly byte[] Purpose = "MicroService session keys"u8.ToArray();
    private static readonly int NonceLength = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagLength = AesGcm.TagByteSizes.MaxSize;

    public static byte[] Close(string secret, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var closed = new byte[NonceLength + TagLength + plain.Length];
        var nonce = closed.AsSpan(0, NonceLength);
        var tag = closed.AsSpan(NonceLength, TagLength);
        var content = closed.AsSpan(NonceLength + TagLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = Create(secret);
        cipher.Encrypt(nonce, plain, content, tag, Purpose);
        return closed;
    }

    /// <summary>Opens what was closed with the same secret; false for anything else.</summary>
    public static bool TryOpen(string secret, byte[] closed, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (closed.Length < NonceLength + TagLength)
        {
            return false;
        }

        var nonce = closed.AsSpan(0, NonceLength);
        var tag = closed.AsSpan(NonceLength, TagLength);
        var content = closed.AsSpan(NonceLength + TagLength);
        var plain = new byte[content.Length];
        using var cipher = Create(secret);
        try
        {
            cipher.Decrypt(nonce, content, tag, plain, Purpose);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        text = Encoding.UTF8.GetString(plain);
        return true;
    }

    private static AesGcm Create(string secret) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: Purpose), TagLength);
}
