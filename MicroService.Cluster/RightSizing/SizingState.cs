using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Cluster.RightSizing;

/// <summary>The namespaces of a run that are done, in a file, so that a run that was interrupted goes on with the others.</summary>
public sealed class SizingState
{
    private readonly string _file;
    private readonly Dictionary<string, IReadOnlyList<ContainerAnswer>> _done = new(StringComparer.Ordinal);

    private SizingState(string file, DateTimeOffset end) => (_file, End) = (file, end);

    /// <summary>The end of the history: that of the first attempt.</summary>
    public DateTimeOffset End { get; }

    /// <summary>How many namespaces are done.</summary>
    public int Count => _done.Count;

    /// <summary>Opens the state of a run, or begins it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="run">What names the run: its options, server and manifests.</param>
    /// <param name="end">The end of the history, if the run begins now.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The state; null if the file is of another run, or of none.</returns>
    public static async Task<SizingState?> OpenAsync(string file, string run, DateTimeOffset end, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            var begun = new SizingState(file, end);
            await File.WriteAllTextAsync(file, LineOf(new SizingRun(run, end), SizingStateJson.Default.SizingRun), cancellationToken).ConfigureAwait(false);
            return begun;
        }

        // What was cut off as the run ended is done once more.
        var text = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        try
        {
            var lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length == 0 || JsonSerializer.Deserialize(lines[0], SizingStateJson.Default.SizingRun) is not { } before || before.Run != run)
            {
                return null;
            }

            var state = new SizingState(file, before.End);
            foreach (var done in lines.Skip(1).Select(static line => JsonSerializer.Deserialize(line, SizingStateJson.Default.SizedNamespace)!))
            {
                state._done[done.Namespace] = done.Answers;
            }

            if (whole.Length < text.Length)
            {
                await File.WriteAllTextAsync(file, whole, cancellationToken).ConfigureAwait(false);
            }

            return state;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A name of a run: the same for the same words, containers and sizes, and for what else of the manifests decides answers.</summary>
    /// <remarks>What runs in a cluster has a status, and pods that come and go.</remarks>
    public static string NameOf(IEnumerable<string> words, IReadOnlyList<ManifestFile> files)
    {
        ArgumentNullException.ThrowIfNull(words);
        var graph = new ObjectGraph(files);
        var containers = from workload in graph.Workloads
                         where workload.RunsAsWritten && workload.Object.Kind != "Pod"
                         from container in workload.Containers
                         select $"{workload.Object.WrittenNamespace} {workload.Object} {container.Name} "
                             + $"{RightSizingRule.SizesOf(container)} {TextOf(container.Node["env"])}";
        // Quotas are kept when all namespaces are done.
        var deciding = graph.OfKind("HorizontalPodAutoscaler").Concat(graph.OfKind("LimitRange"))
            .Select(candidate => $"{candidate.WrittenNamespace} {candidate} {TextOf(candidate.Spec)}");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in words.Concat(containers.Concat(deciding).Order(StringComparer.Ordinal)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string TextOf(Node? node) => node is null ? "" : JsonEmitter.Emit(node);

    /// <summary>Deletes the file: the run is over.</summary>
    public void Delete() => File.Delete(_file);

    /// <summary>The answers of a namespace; null if it is not done.</summary>
    internal IReadOnlyList<ContainerAnswer>? Find(string ns) => _done.GetValueOrDefault(ns);

    /// <summary>Notes that a namespace is done.</summary>
    internal async Task AddAsync(string ns, IReadOnlyList<ContainerAnswer> answers, CancellationToken cancellationToken)
    {
        _done[ns] = answers;
        await File.AppendAllTextAsync(_file, LineOf(new SizedNamespace(ns, answers), SizingStateJson.Default.SizedNamespace), cancellationToken)
            .ConfigureAwait(false);
    }

    private static string LineOf<T>(T value, JsonTypeInfo<T> type) => $"{JsonSerializer.Serialize(value, type)}\n";
}

/// <summary>A run.</summary>
/// <param name="Run">Its name.</param>
/// <param name="End">The end of its history.</param>
internal sealed record SizingRun(string Run, DateTimeOffset End);

/// <summary>A namespace that is done.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Answers">Its answers.</param>
internal sealed record SizedNamespace(string Namespace, IReadOnlyList<ContainerAnswer> Answers);

/// <summary>The JSON contracts of the file.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(QuantityConverter)])]
[JsonSerializable(typeof(SizingRun))]
[JsonSerializable(typeof(SizedNamespace))]
internal sealed partial class SizingStateJson : JsonSerializerContext
{
    internal sealed class QuantityConverter : JsonConverter<Quantity>
    {
        public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetDecimal());

        public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }
}
