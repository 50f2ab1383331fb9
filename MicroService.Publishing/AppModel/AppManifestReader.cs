using System.Text.Json;

namespace MicroService.Publishing.AppModel;

/// <summary>Reads <c>aspire-manifest.json</c> (schema aspire-8.0.json and what later releases add).</summary>
internal static class AppManifestReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a manifest file. A file that can't be read is a problem, not an exception.</summary>
    public static ManifestReading ReadFile(string path)
    {
        var fullPath = Path.GetFullPath(path);
        var baseDirectory = Path.GetDirectoryName(fullPath)!;
        try
        {
            return Read(File.ReadAllBytes(fullPath), baseDirectory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Nothing(baseDirectory, new ManifestProblem(string.Empty, 0, 0, $"The manifest can't be read: {exception.Message}"));
        }
    }

    /// <summary>Reads a manifest; every problem found is reported and the rest is read all the same.</summary>
    public static ManifestReading Read(ReadOnlyMemory<byte> json, string baseDirectory)
    {
        if (json.Span.StartsWith(ByteOrderMark))
        {
            json = json[ByteOrderMark.Length..];
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            var problems = new List<ManifestProblem>();
            var resources = ReadResources(document.RootElement, problems);
            return new ManifestReading(new AppManifest(baseDirectory, resources), Locate(problems, json.Span));
        }
        catch (JsonException exception)
        {
            var (line, column) = ((int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1);
            return Nothing(baseDirectory, new ManifestProblem(string.Empty, line, column, $"Not valid JSON: {FirstSentence(exception.Message)}"));
        }
    }

    /// <summary>Adds line and column to problems that know only their pointer. Without the file they stay as they are.</summary>
    public static IReadOnlyList<ManifestProblem> Locate(IReadOnlyList<ManifestProblem> problems, string path) =>
        File.Exists(path) ? Locate(problems, File.ReadAllBytes(path)) : problems;

    /// <summary>The same with the file's content.</summary>
    public static IReadOnlyList<ManifestProblem> Locate(IReadOnlyList<ManifestProblem> problems, ReadOnlySpan<byte> json)
    {
        if (problems.All(problem => problem.Line > 0))
        {
            return problems;
        }

        var positions = JsonPositions.Of(json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json);
        return [.. problems.Select(problem => problem.Line == 0 && positions.TryGetValue(problem.Pointer, out var at) ? problem with { Line = at.Line, Column = at.Column } : problem)];
    }

    private static ManifestReading Nothing(string baseDirectory, ManifestProblem problem) => new(new AppManifest(baseDirectory, []), [problem]);

    // The message ends with the path and position, which the problem states on its own.
    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        end = end < 0 ? message.IndexOf(" LineNumber: ", StringComparison.Ordinal) : end;
        return end < 0 ? message : message[..end];
    }

    private static List<ManifestResource> ReadResources(JsonElement root, List<ManifestProblem> problems)
    {
        var resources = new List<ManifestResource>();
        if (root.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new ManifestProblem(string.Empty, 0, 0, "The manifest must be an object with 'resources'."));
            return resources;
        }

        var document = new ManifestEntry(root, JsonPointer.Root, problems);
        if (!document.Has("resources"))
        {
            document.Report(document.Pointer, "The manifest has no 'resources'.");
            return resources;
        }

        foreach (var (name, entry) in document.Object("resources")?.Objects() ?? [])
        {
            if (ReadResource(name, entry) is { } resource)
            {
                resources.Add(resource);
            }
        }

        return resources;
    }

    private static ManifestResource? ReadResource(string name, ManifestEntry entry)
    {
        if (!entry.Has("type"))
        {
            if (entry.Text("error") is { } error)
            {
                return new UnsupportedResource(name, error);
            }

            entry.Report(entry.Pointer, "has no 'type'.");
            return null;
        }

        var type = entry.RequiredText("type");
        return type switch
        {
            ManifestResourceTypes.ProjectV0 or ManifestResourceTypes.ProjectV1 => WorkloadReader.Project(name, type, entry),
            ManifestResourceTypes.ContainerV0 or ManifestResourceTypes.ContainerV1 => WorkloadReader.Container(name, type, entry),
            ManifestResourceTypes.Dockerfile => WorkloadReader.Dockerfile(name, type, entry),
            ManifestResourceTypes.Executable => WorkloadReader.Executable(name, type, entry),
            ManifestResourceTypes.Parameter => ParameterReader.Parameter(name, type, entry),
            ManifestResourceTypes.Value => new ValueResource(name, type, entry.RequiredText("connectionString")),
            ManifestResourceTypes.AnnotatedString => AnnotatedString(name, type, entry),
            "" => null,
            _ => new OpaqueResource(name, type, entry.Element.Clone()),
        };
    }

    private static AnnotatedStringResource AnnotatedString(string name, string type, ManifestEntry entry)
    {
        var filter = entry.RequiredText("filter");
        if (filter is not ("uri" or ""))
        {
            entry.Report(entry.Pointer.Append("filter"), $"is '{filter}', but the only filter there is is 'uri'.");
        }

        return new AnnotatedStringResource(name, type, entry.RequiredText("value"), filter);
    }
}
