using System.Text.Json;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Objects;
using MicroService.Cluster.RightSizing;

namespace MicroService.Cli.RightSizing;

/// <summary>Writes sizes for programs.</summary>
internal static class SizingJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static void Write(Stream stream, SizingReport report)
    {
        using var writer = new Utf8JsonWriter(stream, Indented);
        writer.WriteStartObject();
        writer.WriteStartArray("containers");
        foreach (var answer in report.Answers)
        {
            Write(writer, answer);
        }

        writer.WriteEndArray();
        WriteTexts(writer, "missing", report.Missing);
        writer.WriteNumber("queries", report.Queries);
        writer.WriteEndObject();
    }

    public static void WritePatches(Stream stream, IReadOnlyList<ObjectPatch> patches)
    {
        using var writer = new Utf8JsonWriter(stream, Indented);
        writer.WriteStartArray();
        foreach (var patch in patches)
        {
            writer.WriteStartObject();
            writer.WriteString("source", patch.Object.File.Name);
            writer.WriteStartObject("object");
            writer.WriteString("apiVersion", patch.Object.ApiVersion);
            writer.WriteString("kind", patch.Object.Kind);
            if (patch.Object.WrittenNamespace is { } ns)
            {
                writer.WriteString("namespace", ns);
            }

            writer.WriteString("name", patch.Object.Name);
            writer.WriteEndObject();
            writer.WriteStartArray("patch");
            foreach (var operation in patch.Operations)
            {
                writer.WriteStartObject();
                writer.WriteString("op", operation.Op);
                writer.WriteString("path", operation.Path);
                if (operation.Value is { } value)
                {
                    writer.WritePropertyName("value");
                    value.WriteTo(writer);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, ContainerAnswer answer)
    {
        writer.WriteStartObject();
        writer.WriteString("namespace", answer.Workload.Namespace);
        writer.WriteString("kind", answer.Workload.Kind);
        writer.WriteString("name", answer.Workload.Name);
        writer.WriteString("container", answer.Container);
        writer.WriteString("confidence", NameOf(answer.Confidence));
        WriteSizes(writer, "present", answer.Present);
        WriteSizes(writer, "right", answer.Right);
        writer.WriteBoolean("changes", answer.Changes.Any());
        WriteText(writer, "noCpu", answer.NoCpu);
        WriteText(writer, "noMemory", answer.NoMemory);
        WriteTexts(writer, "notes", answer.Notes);
        writer.WriteStartObject("evidence");
        WriteEvidence(writer, answer.Evidence);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteSizes(Utf8JsonWriter writer, string name, ContainerSizes sizes)
    {
        writer.WriteStartObject(name);
        foreach (var list in sizes.All.Where(size => size.Amount is not null).GroupBy(size => size.List))
        {
            writer.WriteStartObject(list.Key);
            foreach (var (_, resource, amount) in list)
            {
                writer.WriteString(resource, TextOf(resource, amount!.Value));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteEvidence(Utf8JsonWriter writer, SizeEvidence evidence)
    {
        writer.WriteNumber("cpuPoints", evidence.CpuPoints);
        writer.WriteNumber("memoryPoints", evidence.MemoryPoints);
        writer.WriteNumber("days", Math.Round(evidence.Days, 2));
        writer.WriteNumber("pods", evidence.Pods);
        WriteNumber(writer, "cpuP50", evidence.CpuP50);
        WriteNumber(writer, "cpuP95", evidence.CpuP95);
        WriteNumber(writer, "cpuP99", evidence.CpuP99);
        WriteBytes(writer, "memoryP99", evidence.MemoryP99);
        WriteBytes(writer, "memoryPeak", evidence.MemoryPeak);
        writer.WriteNumber("restarts", evidence.Restarts);
        writer.WriteNumber("oomKills", evidence.OomKills);
        WriteNumber(writer, "throttledShare", evidence.ThrottledShare);
        writer.WriteNumber("replicasMean", Math.Round(evidence.ReplicasMean, 2));
        writer.WriteNumber("replicasMax", evidence.ReplicasMax);
        WriteNumber(writer, "autoscalerTarget", evidence.AutoscalerTarget);
        if (evidence.Heap != HeapRuntime.None)
        {
            writer.WriteString("heap", evidence.Heap switch { HeapRuntime.Dotnet => "dotnet", HeapRuntime.Jvm => "jvm", _ => "go" });
            WriteBytes(writer, "heapLive", evidence.HeapLive);
            WriteBytes(writer, "heapMax", evidence.HeapMax);
        }

        WriteBytes(writer, "leakPerDay", evidence.LeakPerDay);
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, Math.Round(number, 6));
        }
    }

    private static void WriteBytes(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, (long)number);
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static string TextOf(string resource, Quantity amount) => resource == "cpu" ? amount.ToCpuText() : amount.ToMemoryText();

    private static string NameOf(Confidence confidence) => confidence switch
    {
        Confidence.High => "high",
        Confidence.Medium => "medium",
        Confidence.Low => "low",
        _ => "none",
    };
}
