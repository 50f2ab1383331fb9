using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MicroService.Api.Admission;

/// <summary>An <c>AdmissionReview</c> as it is answered.</summary>
/// <param name="ApiVersion">The version of the review.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Response">The answer.</param>
internal sealed record AdmissionAnswer(string ApiVersion, string Kind, AdmissionResponse Response)
{
    /// <summary>An answer that allows the object.</summary>
    public static AdmissionAnswer Allow(string uid, IReadOnlyList<string> warnings) =>
        Of(new AdmissionResponse(uid, true, null, warnings.Count == 0 ? null : warnings));

    /// <summary>An answer that denies it. Without a message the user reads 'without explanation'.</summary>
    public static AdmissionAnswer Deny(string uid, string message) =>
        Of(new AdmissionResponse(uid, false, new AdmissionStatus(StatusCodes.Status403Forbidden, "Forbidden", message), null));

    private static AdmissionAnswer Of(AdmissionResponse response) => new("admission.k8s.io/v1", "AdmissionReview", response);
}

/// <summary>Whether the object may be stored.</summary>
/// <param name="Uid">That of the request.</param>
/// <param name="Allowed">Whether it may.</param>
/// <param name="Status">Why not.</param>
/// <param name="Warnings">What the user reads.</param>
internal sealed record AdmissionResponse(string Uid, bool Allowed, AdmissionStatus? Status, IReadOnlyList<string>? Warnings);

/// <summary>Why an object may not be stored.</summary>
/// <param name="Code">The HTTP status that the user gets.</param>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Message">Why, in words.</param>
internal sealed record AdmissionStatus(int Code, string Reason, string Message);

/// <summary>The JSON of answers, source-generated.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AdmissionAnswer))]
internal sealed partial class AdmissionJson : JsonSerializerContext
{
    /// <summary>Leaves quotes and non-ASCII letters unescaped: answers are never embedded in HTML.</summary>
    public static AdmissionJson Readable => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
