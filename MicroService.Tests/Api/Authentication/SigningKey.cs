using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MicroService.Tests.Api.Authentication;

/// <summary>A key of an issuer, and the tokens that can be made with it, right and wrong: written by hand, as an attacker would.</summary>
internal sealed record SigningKey(string Name, RSA Rsa)
{
    public const string Audience = "microservice-tests";

    public static SigningKey Create(string name) => new(name, RSA.Create(2048));

    /// <summary>The public half, as JSON Web Keys have it.</summary>
    public JsonNode Describe()
    {
        var key = Rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = Name,
            ["n"] = Base64Url.EncodeToString(key.Modulus),
            ["e"] = Base64Url.EncodeToString(key.Exponent),
        };
    }

    /// <summary>A token that is right for an hour, unless its claims or its header are changed.</summary>
    public string Sign(Uri issuer, Action<JsonObject>? change = null, Action<JsonObject>? header = null)
    {
        var content = Content("RS256", issuer, change, header);
        return $"{content}.{Base64Url.EncodeToString(Rsa.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>A token that says of itself that it is not signed.</summary>
    public string Unsigned(Uri issuer, string algorithm) => $"{Content(algorithm, issuer)}.";

    /// <summary>A token signed with what everybody knows, the public key, as if that were a shared secret.</summary>
    public string SignWithPublicKey(Uri issuer)
    {
        var content = Content("HS256", issuer);
        return $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(content)))}";
    }

    /// <summary>The same token with other claims under the old signature.</summary>
    public static string Tamper(string token, Uri issuer, Action<JsonObject> change)
    {
        var parts = token.Split('.');
        return $"{parts[0]}.{Encode(Claims(issuer, change))}.{parts[2]}";
    }

    private string Content(string algorithm, Uri issuer, Action<JsonObject>? change = null, Action<JsonObject>? header = null)
    {
        var fields = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = Name };
        header?.Invoke(fields);
        return $"{Encode(fields)}.{Encode(Claims(issuer, change))}";
    }

    private static JsonObject Claims(Uri issuer, Action<JsonObject>? change)
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = issuer.ToString(),
            ["aud"] = Audience,
            ["sub"] = "tester",
            ["nbf"] = now.AddMinutes(-1).ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        };
        change?.Invoke(claims);
        return claims;
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
