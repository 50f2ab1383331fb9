using System.Text.Json;

namespace MicroService.Api.Admission;

/// <summary>What an API server asks in an <c>AdmissionReview</c>.</summary>
internal sealed record AdmissionRequest
{
    // CustomResourceDefinitions nest deeper than the reader's own limit.
    private const int MaxDepth = 512;

    /// <summary>What the answer must repeat.</summary>
    public string Uid { get; private set; } = "";

    /// <summary><c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> or <c>CONNECT</c>.</summary>
    public string Operation { get; private set; } = "";

    /// <summary>The resource that the request is about.</summary>
    public ResourceName Resource { get; private set; } = new();

    /// <summary>The kind of the object.</summary>
    public ResourceName Kind { get; private set; } = new();

    /// <summary>The part of the resource, such as <c>status</c>; empty for all of it.</summary>
    public string SubResource { get; private set; } = "";

    /// <summary>The namespace; empty for none.</summary>
    public string Namespace { get; private set; } = "";

    /// <summary>The name; empty while the API server makes one.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The object as it is to be, as JSON; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Object { get; private set; }

    /// <summary>The object as it is, as JSON; empty if there is none.</summary>
    public ReadOnlyMemory<byte> OldObject { get; private set; }

    /// <summary>The request of a review; null if it is no review of version 1, or has no uid.</summary>
    public static AdmissionRequest? Read(ReadOnlyMemory<byte> review)
    {
        try
        {
            var reader = new Utf8JsonReader(review.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            AdmissionRequest? request = null;
            string? apiVersion = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isRequest, isVersion) = (reader.ValueTextEquals("request"u8), reader.ValueTextEquals("apiVersion"u8));
                reader.Read();
                if (isRequest && reader.TokenType == JsonTokenType.StartObject)
                {
                    request = ReadRequest(ref reader, review);
                }
                else
                {
                    apiVersion = isVersion ? TextOf(ref reader) : apiVersion;
                    reader.Skip();
                }
            }

            return apiVersion == "admission.k8s.io/v1" && request is { Uid.Length: > 0 } ? request : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static AdmissionRequest ReadRequest(ref Utf8JsonReader reader, ReadOnlyMemory<byte> review)
    {
        var request = new AdmissionRequest();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "uid":
                    request.Uid = TextOf(ref reader);
                    break;
                case "operation":
                    request.Operation = TextOf(ref reader);
                    break;
                case "subResource":
                    request.SubResource = TextOf(ref reader);
                    break;
                case "namespace":
                    request.Namespace = TextOf(ref reader);
                    break;
                case "name":
                    request.Name = TextOf(ref reader);
                    break;
                case "resource":
                    request.Resource = NameOf(ref reader, "resource");
                    break;
                case "kind":
                    request.Kind = NameOf(ref reader, "kind");
                    break;
                case "object":
                    request.Object = ValueOf(ref reader, review);
                    break;
                case "oldObject":
                    request.OldObject = ValueOf(ref reader, review);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return request;
    }

    private static string TextOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString()!;
        }

        reader.Skip();
        return "";
    }

    private static ResourceName NameOf(ref Utf8JsonReader reader, string key)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return new ResourceName();
        }

        var (group, version, name) = ("", "", "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.GetString();
            reader.Read();
            var text = TextOf(ref reader);
            (group, version, name) = (property == "group" ? text : group, property == "version" ? text : version, property == key ? text : name);
        }

        return new ResourceName(group, version, name);
    }

    private static ReadOnlyMemory<byte> ValueOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> review)
    {
        var start = (int)reader.TokenStartIndex;
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        reader.Skip();
        return isObject ? review[start..(int)reader.BytesConsumed] : default;
    }
}

/// <summary>A resource, or a kind.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version.</param>
/// <param name="Name">The resource's plural, or the kind.</param>
internal sealed record ResourceName(string Group = "", string Version = "", string Name = "")
{
    /// <summary>Group and version, as objects have it.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
