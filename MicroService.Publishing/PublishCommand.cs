using System.Text.Json;
using MicroService.Advisor.Printing;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Kustomize;
using MicroService.Publishing.Secrets;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing;

/// <summary>The command <c>publish</c>: everything is computed and checked before anything is written.</summary>
internal sealed class PublishCommand(PublishOptions options, PublishConsole console, IReadOnlyDictionary<string, string> environment)
{
    private AppManifest? _manifest;

    /// <summary>What the run computed; null where the manifest or the settings have problems.</summary>
    public Publication? Publication { get; private set; }

    /// <summary>The settings of the run.</summary>
    public KubernetesOptions Settings { get; private set; } = new();

    /// <summary>Every secret without a value, after a run.</summary>
    public IReadOnlyList<string> MissingSecrets() => Publication is null ? [] : Secrets().Missing(Publication.Secrets, environment.GetValueOrDefault);

    /// <summary>
    /// Writes <c>secrets/*.env</c> with the values that a run computed, readable by their owner only, and returns how many.
    /// </summary>
    public int WriteSecrets() => Publication is null ? 0 : Secrets().Write(Publication.Secrets, environment.GetValueOrDefault);

    /// <summary>Returns the exit code; see <see cref="PublishExitCodes"/>.</summary>
    public int Run()
    {
        var reading = options.Content is { } content
            ? AppManifestReader.Read(content, Path.GetDirectoryName(options.ManifestPath)!)
            : AppManifestReader.ReadFile(options.ManifestPath);
        var (settings, mistakes) = PublishSettings.Read(options, environment);
        (_manifest, Settings) = (reading.Manifest, settings);
        if (reading.Manifest.Json.IsEmpty)
        {
            return Refuse(reading.Manifest, reading.Problems, mistakes);
        }

        var publication = Publisher.Publish(reading.Manifest, settings, options, console.Progress);
        IReadOnlyList<ManifestProblem> problems = [.. reading.Problems, .. publication.Problems.Where(problem => !reading.Problems.Any(known => IsPartOf(problem, known)))];
        if (problems.Count + mistakes.Count > 0)
        {
            return Refuse(reading.Manifest, problems, [.. mistakes, .. publication.Checks.Select(check => $"{check}")]);
        }

        if (publication.Checks.Count > 0)
        {
            return Refuse(publication);
        }

        Publication = publication;
        return options.Action == PublishAction.Check ? PublishExitCodes.Good : Finish(publication, Secrets());
    }

    // What follows from a member that could not be read is no problem of its own.
    private static bool IsPartOf(ManifestProblem problem, ManifestProblem known) =>
        problem.Pointer == known.Pointer || (known.Pointer.Count(character => character == '/') > 2 && problem.Pointer.StartsWith($"{known.Pointer}/", StringComparison.Ordinal));

    private SecretFiles Secrets() => new(Path.Combine(options.OutputFolder, SecretsFolder.Name), _manifest!, Settings.OfAllOverlays(), options.External);

    private int Finish(Publication publication, SecretFiles secrets)
    {
        var report = new PublishReport(console.Report, publication, options);
        if (options.Action == PublishAction.Print)
        {
            return Print(publication, report);
        }

        try
        {
            if (File.Exists(options.OutputFolder))
            {
                console.Error.WriteLine($"{options.OutputFolder}: This is a file, not a folder.");
                return PublishExitCodes.CannotWrite;
            }

            var folder = new DeploymentFolder(options.OutputFolder);
            var changes = folder.Compare(publication.Files, GeneratedMark.For(Path.GetFileName(options.ManifestPath)));
            if (options.Action == PublishAction.Compare)
            {
                return Compare(changes, report);
            }

            var obstacles = Foreign(changes).Concat(options.Resolve ? secrets.Missing(publication.Secrets, environment.GetValueOrDefault) : []).ToList();
            return obstacles.Count > 0 ? Refuse(obstacles) : Write(folder, changes, publication, secrets, report);
        }
        catch (JsonException exception)
        {
            console.Error.WriteLine($"{Path.Combine(options.OutputFolder, SecretsFolder.Name)}: the values kept by an earlier run can't be read: {exception.Message}");
            return PublishExitCodes.BadInput;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"{options.OutputFolder}: {exception.Message}");
            return PublishExitCodes.CannotWrite;
        }
    }

    private int Print(Publication publication, PublishReport report)
    {
        try
        {
            foreach (var file in publication.Files)
            {
                console.Output.WriteLine($"==> {file.Path} <==");
                console.Output.WriteLine(file.Content);
            }
        }
        catch (IOException exception)
        {
            console.Error.WriteLine($"The files can't be printed: {exception.Message}");
            return PublishExitCodes.CannotWrite;
        }

        report.Write($"Nothing was written: these {publication.Files.Count} files would be.");
        return PublishExitCodes.Good;
    }

    private int Compare(IReadOnlyList<FileChange> changes, PublishReport report)
    {
        foreach (var line in changes.Where(change => change.Kind != FileChangeKind.Same).SelectMany(change => UnifiedDiff.Between(change.Path, change.Before, change.After)))
        {
            console.Output.WriteLine(line);
        }

        report.Write($"Nothing was written. {Outcome(changes, "would be")}");
        return changes.All(change => change.Kind == FileChangeKind.Same) ? PublishExitCodes.Good : PublishExitCodes.Different;
    }

    private int Write(DeploymentFolder folder, IReadOnlyList<FileChange> changes, Publication publication, SecretFiles secrets, PublishReport report)
    {
        folder.Apply(changes);
        var resolved = options.Resolve ? secrets.Write(publication.Secrets, environment.GetValueOrDefault) : 0;
        report.Write(Outcome(changes, "") + (options.Resolve ? $" Secrets with values: {resolved}, which git ignores." : ""));
        report.WriteNext(options.Resolve);
        return PublishExitCodes.Good;
    }

    private IEnumerable<string> Foreign(IReadOnlyList<FileChange> changes) =>
        from change in changes
        let reason = change.Kind switch
        {
            FileChangeKind.Foreign => "was not written by publish, so it is not replaced. Move it, or publish to another folder with --output.",
            FileChangeKind.Linked => "is behind a link, so it is not written. Replace the link by a folder, or publish to another folder with --output.",
            _ => null,
        }
        where reason is not null
        select $"{Path.Combine(options.OutputFolder, change.Path)}: {reason}";

    private int Refuse(AppManifest manifest, IReadOnlyList<ManifestProblem> problems, IReadOnlyList<string> mistakes) =>
        Refuse([.. problems.Select(problem => manifest.Locate(problem).Describe(options.ManifestPath)), .. mistakes]);

    private int Refuse(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            console.Error.WriteLine(line);
        }

        WriteRefusal("Nothing was written.");
        return PublishExitCodes.BadInput;
    }

    private int Refuse(Publication publication)
    {
        foreach (var problem in publication.Checks)
        {
            console.Error.WriteLine(problem);
        }

        var isDefect = publication.Checks.Any(problem => problem.Setting is null);
        WriteRefusal(isDefect ? "Nothing was written: this is a defect of publish; please report it with the manifest." : "Nothing was written.");
        return isDefect ? PublishExitCodes.Defect : PublishExitCodes.BadInput;
    }

    // A check writes nothing in any case.
    private void WriteRefusal(string line)
    {
        if (options.Action != PublishAction.Check)
        {
            console.Error.WriteLine(line);
        }
    }

    private static string Outcome(IReadOnlyList<FileChange> changes, string mode)
    {
        var counts = changes.CountBy(change => change.Kind).ToDictionary();
        string Part(FileChangeKind kind, string word) => counts.TryGetValue(kind, out var count) ? $"{count} {word}" : "";
        IEnumerable<string> parts = [Part(FileChangeKind.Added, "new"), Part(FileChangeKind.Changed, "changed"), Part(FileChangeKind.Removed, "removed"), Part(FileChangeKind.Same, "as before"), Part(FileChangeKind.Foreign, "not ours to replace"), Part(FileChangeKind.Linked, "behind a link")];
        return $"Files{(mode.Length > 0 ? $" that {mode}" : "")}: {string.Join(", ", parts.Where(part => part.Length > 0))}.";
    }
}
