using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Lists;

namespace MicroService.Cluster.Watching;

/// <summary>What a watch keeps of an object: where it is, and a digest of what an audit looks at.</summary>
/// <param name="Namespace">The namespace; null for none.</param>
/// <param name="Name">The name.</param>
/// <param name="Version">The <c>resourceVersion</c>; null if it has none.</param>
/// <param name="Digest">Changes with what was written, and with neither the status nor what says who wrote it when.</param>
internal readonly record struct WatchedItem(string? Namespace, string Name, string? Version, ulong Digest)
{
    private const int MaxDepth = 256;

    // Locks of old clients are written every two seconds.
    private const string Leader = "control-plane.alpha.kubernetes.io/leader";

    // Each of these is written at every change of the status, too.
    private static readonly string[] Unsteady = ["resourceVersion", "managedFields", "generation", "uid", "creationTimestamp", "selfLink"];

    /// <summary>Identifies the object among those of its kind.</summary>
    public ulong Key => Shorten(SHA256.HashData(Encoding.UTF8.GetBytes($"{Namespace}/{Name}")));

    /// <summary>Reads an object. Of a Secret the names of its keys count, and no value.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static WatchedItem Read(ServedKind kind, ReadOnlySpan<byte> item) => kind.Kind.FullName == KnownKinds.Secrets.FullName
        ? Read(SecretItem.Reduce(item).Span) with { Version = VersionOf(item) }
        : Read(item);

    private static WatchedItem Read(ReadOnlySpan<byte> item)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var reader = new Utf8JsonReader(item, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        var read = default(WatchedItem) with { Name = "" };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Lists leave kind and version out, and events don't.
            if (reader.ValueTextEquals("status"u8) || reader.ValueTextEquals("apiVersion"u8) || reader.ValueTextEquals("kind"u8))
            {
                reader.Skip();
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadMetadata(ref reader, item, hash, ref read);
                }
            }
            else
            {
                Append(ref reader, item, hash);
            }
        }

        return read with { Digest = Shorten(hash.GetHashAndReset()) };
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, ReadOnlySpan<byte> item, IncrementalHash hash, ref WatchedItem read)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            switch (reader.GetString())
            {
                case "name":
                    reader.Read();
                    read = read with { Name = reader.GetString() ?? "" };
                    break;
                case "namespace":
                    reader.Read();
                    read = read with { Namespace = reader.GetString() };
                    break;
                case "resourceVersion":
                    reader.Read();
                    read = read with { Version = reader.GetString() };
                    break;
                case "annotations":
                    reader.Read();
                    ReadAnnotations(ref reader, item, hash);
                    break;
                case var name:
                    SkipOrAppend(ref reader, item, hash, Unsteady.Contains(name));
                    break;
            }
        }
    }

    private static void ReadAnnotations(ref Utf8JsonReader reader, ReadOnlySpan<byte> item, IncrementalHash hash)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            SkipOrAppend(ref reader, item, hash, reader.ValueTextEquals(Leader));
        }
    }

    private static void SkipOrAppend(ref Utf8JsonReader reader, ReadOnlySpan<byte> item, IncrementalHash hash, bool isSkipped)
    {
        if (isSkipped)
        {
            reader.Skip();
        }
        else
        {
            Append(ref reader, item, hash);
        }
    }

    // The name, and the value as it is written: the server writes what is equal alike.
    private static void Append(ref Utf8JsonReader reader, ReadOnlySpan<byte> item, IncrementalHash hash)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        hash.AppendData(item[start..(int)reader.BytesConsumed]);
    }

    private static string? VersionOf(ReadOnlySpan<byte> item)
    {
        var reader = new Utf8JsonReader(item, new JsonReaderOptions { MaxDepth = MaxDepth });
        string? version = null;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 2 && reader.ValueTextEquals("resourceVersion"u8))
            {
                reader.Read();
                version = reader.GetString();
            }
            else if (reader.CurrentDepth == 2 || !reader.ValueTextEquals("metadata"u8))
            {
                reader.Skip();
            }
        }

        return version;
    }

    private static ulong Shorten(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt64LittleEndian(hash);
}
