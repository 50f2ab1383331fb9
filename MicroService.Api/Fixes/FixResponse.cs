using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Printing;
using MicroService.Api.Documents;

namespace MicroService.Api.Fixes;

/// <summary>Answers with fixed documents, or with the patches that fix them.</summary>
internal sealed class FixResponse : IResult
{
    /// <summary>The forms there are, the usual one first. JSON documents are YAML, too, and stay JSON.</summary>
    public static readonly string[] Forms = [MediaTypes.Yaml, MediaTypes.JsonPatch];

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _mediaType;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly int _applied;
    private readonly int _remaining;

    /// <summary>Writes the body at once, while the caller holds its turn, and keeps nothing of the documents.</summary>
    public FixResponse(FixResult result, string mediaType)
    {
        _mediaType = mediaType;
        _body = mediaType == MediaTypes.JsonPatch
            ? WritePatches(result)
            : Encoding.UTF8.GetBytes(string.Concat(result.Files.Select(file => file.Print())));
        _applied = result.Applied.Count;
        _remaining = result.Remaining.Findings.Count();
    }

    /// <summary>The length of the body in bytes.</summary>
    public int Length => _body.Length;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = _mediaType;
        response.ContentLength = _body.Length;
        response.Headers.Vary = "Accept";
        response.Headers["Fixes-Applied"] = _applied.ToString(CultureInfo.InvariantCulture);
        response.Headers["Findings-Remaining"] = _remaining.ToString(CultureInfo.InvariantCulture);
        await response.WriteInPiecesAsync(_body, httpContext.RequestAborted).ConfigureAwait(false);
    }

    // One item an object: a patch of RFC 6902 against it, or the whole of an object that is to be created.
    private static ReadOnlyMemory<byte> WritePatches(FixResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartArray();
            foreach (var patch in result.Patches())
            {
                Write(writer, patch);
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, ObjectPatch patch)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("object"u8);
        writer.WriteString("apiVersion"u8, patch.Object.ApiVersion);
        writer.WriteString("kind"u8, patch.Object.Kind);
        if (patch.Object.WrittenNamespace is { } written)
        {
            writer.WriteString("namespace"u8, written);
        }

        writer.WriteString("name"u8, patch.Object.Name);
        writer.WriteEndObject();
        if (patch.IsNew)
        {
            writer.WritePropertyName("create"u8);
            patch.Object.Root.WriteTo(writer);
        }
        else
        {
            writer.WriteStartArray("patch"u8);
            foreach (var operation in patch.Operations)
            {
                Write(writer, operation);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, PatchOperation operation)
    {
        writer.WriteStartObject();
        writer.WriteString("op"u8, operation.Op);
        writer.WriteString("path"u8, operation.Path);
        if (operation.Value is { } value)
        {
            writer.WritePropertyName("value"u8);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
