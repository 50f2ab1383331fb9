using System.Text.Json;
using MicroService.Tests.Kustomize;

namespace MicroService.Tests.Hosting.Kubernetes.Deployment;

/// <summary>
/// A program <c>kubectl</c> that records what it is asked, renders with the real one, and keeps the Secrets that it is given. It stands for a
/// cluster of the context <c>test</c>, which does everything right.
/// </summary>
internal sealed class StandInKubectl : IDisposable
{
    private const string Script = """
        #!/bin/bash
        # Records a call and answers as a cluster would.
        state="STATE"
        real="REAL"
        n=$(( $(ls "$state" | grep -c '^call-') + 1 ))
        printf '%s\n' "$*" > "$state/call-$(printf %03d $n)"
        case "$*" in
          "version --client --output json") exec "$real" "$@" ;;
          "config current-context") [ -e "$state/no-context" ] && { echo 'error: current-context is not set' >&2; exit 1; }
            echo test ;;
          "config get-contexts test "*) echo test ;;
          "config get-contexts "*) echo "error: context not found" >&2; exit 1 ;;
          "version --output json "*) echo '{"serverVersion":{"gitVersion":"v1.34.1"}}' ;;
          "kustomize "*) exec "$real" "$@" ;;
          "get secret "*-parameters\ *) if [ -e "$state/kept" ]; then cat "$state/kept"; fi ;;
          "apply --filename - "*)
            cat > "$state/input-$(printf %03d $n)"
            if grep -q '"kind":"Secret"' "$state/input-$(printf %03d $n)"; then cp "$state/input-$(printf %03d $n)" "$state/kept"; fi
            echo applied ;;
          "apply --kustomize "*) "$real" kustomize "$3" > "$state/rendered-$(printf %03d $n)" && echo applied ;;
          *) echo done ;;
        esac
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-kubectl-");

    private StandInKubectl(string real)
    {
        State = _folder.CreateSubdirectory("state").FullName;
        var program = Path.Combine(_folder.CreateSubdirectory("bin").FullName, "kubectl");
        File.WriteAllText(program, Script.Replace("STATE", State, StringComparison.Ordinal).Replace("REAL", real, StringComparison.Ordinal) + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        SearchPath = $"{Path.GetDirectoryName(program)}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    /// <summary>The search path that finds it first.</summary>
    public string SearchPath { get; }

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<string> Calls => Read("call-");

    /// <summary>What was given on standard input.</summary>
    public IReadOnlyList<string> Inputs => Read("input-");

    /// <summary>What the kustomizations that were applied came to.</summary>
    public IReadOnlyList<string> Rendered => Read("rendered-");

    private string State { get; }

    public static async Task<StandInKubectl> CreateAsync()
    {
        await KubectlProgram.SkipWithoutAsync();
        return new StandInKubectl((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "kubectl")).First(File.Exists));
    }

    /// <summary>Lets there be no context.</summary>
    public void RemoveContext() => File.WriteAllText(Path.Combine(State, "no-context"), "");

    /// <summary>The values of parameters that the cluster keeps.</summary>
    public string? Kept()
    {
        var file = Path.Combine(State, "kept");
        return File.Exists(file)
            ? System.Text.Encoding.UTF8.GetString(JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("data").GetProperty("parameters.json").GetBytesFromBase64())
            : null;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string[] Read(string prefix) =>
        [.. Directory.EnumerateFiles(State, $"{prefix}*").Order(StringComparer.Ordinal).Select(file => File.ReadAllText(file).TrimEnd('\n'))];
}
