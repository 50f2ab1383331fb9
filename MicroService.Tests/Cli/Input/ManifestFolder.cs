using System.Text.Json.Nodes;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.Input;

/// <summary>A folder of a test's own, and the tool run in it.</summary>
internal sealed class ManifestFolder : IDisposable
{
    public const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: cart
        spec:
          selector:
            matchLabels: {app: cart}
          template:
            metadata:
              labels: {app: cart}
            spec:
              containers:
              - name: cart
                image: registry.example.com/cart
                ports:
                - containerPort: 8080

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-input-");

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public string Read(string name) => File.ReadAllText(Path(name));

    public ManifestFolder Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), text);
        return this;
    }

    public Task<ProcessResult> RunAsync(params string[] arguments) => ServiceProgram.Cli.RunAsync(arguments, workingDirectory: _folder.FullName);

    public async Task<JsonNode> AuditAsync(params string[] arguments) =>
        JsonNode.Parse((await RunAsync(["audit", "--format", "json", .. arguments])).Output)!;

    /// <summary>All files with their content.</summary>
    public IReadOnlyDictionary<string, string> Files() => _folder.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .ToDictionary(file => System.IO.Path.GetRelativePath(_folder.FullName, file.FullName), file => File.ReadAllText(file.FullName));

    public void Dispose() => _folder.Delete(recursive: true);
}
