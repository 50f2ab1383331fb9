using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;

namespace MicroService.Publishing.AppModel;

/// <summary>Reads <c>aspire-manifest.json</c> (schema aspire-8.0.json and the additions of later releases).</summary>
internal static class AppManifestReader
{
    /// <summary>Reads a manifest file. An unreadable file is a problem, not an exception.</summary>
    public static AppManifestReading ReadFile(string path)
    {
        var fullPath = Path.GetFullPath(path);
        var baseDirectory = Path.GetDirectoryName(fullPath)!;
        try
        {
            return Read(File.ReadAllBytes(fullPath), baseDirectory);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Nothing(baseDirectory, [new ManifestProblem("", 0, 0, "The manifest can't be read: there is no such file.")]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Nothing(baseDirectory, [new ManifestProblem("", 0, 0, $"The manifest can't be read: {exception.Message}")]);
        }
    }

    /// <summary>Reads a manifest. Every problem is reported; entries without problems are read all the same.</summary>
    public static AppManifestReading Read(ReadOnlyMemory<byte> json, string baseDirectory)
    {
        var reading = Parse(json);
        if (reading.File is not { } file)
        {
            return Nothing(baseDirectory, [.. reading.Problems.Select(Problem)]);
        }

        if (file.Documents is not [{ Root: { } root }])
        {
            return Nothing(baseDirectory, [new ManifestProblem("", 0, 0, "The manifest must be a single JSON object with 'resources'.")]);
        }

        var (problems, unknown) = (new List<ManifestProblem>(), new List<ManifestProblem>());
        var resources = ReadResources(new ManifestEntry(root, problems, unknown));
        return new AppManifestReading(new AppManifest(baseDirectory, resources) { Json = json, UnknownKeys = unknown }, problems);
    }

    /// <summary>Reads the JSON itself, as long as it may be: it is the user's own, as the machine is.</summary>
    public static ManifestReading Parse(ReadOnlyMemory<byte> json) => new ManifestReader(ManifestLimits.Unshared(json.Length)).ReadJson("", json);

    private static AppManifestReading Nothing(string baseDirectory, IReadOnlyList<ManifestProblem> problems) => new(new AppManifest(baseDirectory, []), problems);

    private static ManifestProblem Problem(Problem problem) =>
        new("", problem.Position.Line, problem.Position.Column, problem.Code == "json-syntax" ? $"Not valid JSON: {problem.Message}" : problem.Message);

    private static List<ManifestResource> ReadResources(ManifestEntry document)
    {
        var resources = new List<ManifestResource>();
        if (!document.Has("resources"))
        {
            document.Report("The manifest has no 'resources'.");
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

            // Kept all the same, so that a reference to it is no second problem.
            entry.Report("has no 'type'.");
            return new UnsupportedResource(name, "it has no type");
        }

        var type = entry.RequiredText("type");
        if (ManifestKeys.Of(type) is { Count: > 0 } keys)
        {
            entry.PointOutOthers(type, keys);
        }

        return type switch
        {
            ManifestResourceTypes.ProjectV0 or ManifestResourceTypes.ProjectV1 => WorkloadReader.Project(name, type, entry),
            ManifestResourceTypes.ContainerV0 or ManifestResourceTypes.ContainerV1 => WorkloadReader.Container(name, type, entry),
            ManifestResourceTypes.Dockerfile => WorkloadReader.Dockerfile(name, type, entry),
            ManifestResourceTypes.Executable => WorkloadReader.Executable(name, type, entry),
            ManifestResourceTypes.Parameter => ParameterReader.Parameter(name, type, entry),
            ManifestResourceTypes.Value => new ValueResource(name, type, entry.RequiredText("connectionString")),
            ManifestResourceTypes.AnnotatedString => AnnotatedString(name, type, entry),
            "" => new UnsupportedResource(name, "it has no type"),
            _ => new OpaqueResource(name, type, entry.Node),
        };
    }

    private static AnnotatedStringResource AnnotatedString(string name, string type, ManifestEntry entry)
    {
        var filter = entry.RequiredText("filter");
        if (filter is not ("uri" or ""))
        {
            entry.ReportMember("filter", $"is '{filter}', but the only filter is 'uri'.");
        }

        return new AnnotatedStringResource(name, type, entry.RequiredText("value"), filter);
    }
}
