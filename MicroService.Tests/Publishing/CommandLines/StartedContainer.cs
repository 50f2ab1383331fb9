using System.Text.Json;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Tests.Processes;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.CommandLines;

/// <summary>Starts what a container would start, as the kubelet does: with its variables, its command line filled in, and the files of its secrets.</summary>
internal static partial class StartedContainer
{
    /// <summary>The value of every secret: whatever means something to a shell.</summary>
    public const string Value = """
        it's "$HOME" `id` \ * ? ; | {x} # $(id) ${HOME} $'\n' !! $$ \\
        EOF
        	<<EOF \"end\'
        """;

    private static readonly string[] Lines = ["command", "args"];

    /// <summary>The resource <c>app</c> with a secret parameter, whose reference is <c>{0}</c> in its command line.</summary>
    public static string Resources(string parameter, string entrypoint, IEnumerable<string> arguments, string more = "") => $$"""
        "{{parameter}}": { "type": "parameter.v0", "value": "{{{parameter}}.inputs.value}", "inputs": { "value": { "type": "string", "secret": true } } },
        "app": { "type": "container.v0", "image": "example.com/app:1.2.3", "entrypoint": "{{entrypoint}}", {{more}}
          "args": [{{string.Join(", ", arguments.Select(argument => Json(argument.Replace("{0}", $$"""{{{parameter}}.value}""", StringComparison.Ordinal))))}}] }
        """;

    /// <summary>What it prints, line ends behind it left out.</summary>
    /// <param name="pod">Whose container it is.</param>
    /// <param name="script">The value of the secret that is a whole script.</param>
    public static async Task<string> PrintedAsync(HardenedPod pod, string? script = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no /bin/sh.");
        var folder = Directory.CreateTempSubdirectory("microservice-secrets-");
        try
        {
            var keys = pod.Workload.PodSpec.Mappings("volumes").SelectMany(volume => volume.Mapping("secret")?.Mappings("items") ?? []).Select(item => item.Text("key")!);
            foreach (var key in keys.DefaultIfEmpty("PW"))
            {
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, key), Value, TestContext.Current.CancellationToken);
            }

            var variables = pod.Container.Mappings("env").Where(variable => variable.Has("value") || variable.Mapping("valueFrom")?.Has("secretKeyRef") == true)
                .ToDictionary(variable => variable.Text("name")!, variable => variable.Text("value") ?? (variable.Text("name") == "SCRIPT" ? script! : Value));
            string[] line = [.. Lines.SelectMany(field => pod.Container.Sequence(field)?.Items.OfType<ScalarNode>() ?? []).Select(item => Expanded(item.Value, variables))];
            var started = line.Select(word => word.Replace("/run/secrets/app", folder.FullName, StringComparison.Ordinal)).ToArray();
            var result = await ChildProcess.RunAsync(started[0], started[1..], environment: variables);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            return result.Output.TrimEnd('\n');
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Json(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static string Expanded(string text, Dictionary<string, string> variables) =>
        Reference().Replace(text, match => match.Value == "$$" ? "$" : variables.GetValueOrDefault(match.Groups["name"].Value, match.Value));

    [GeneratedRegex(@"\$\$|\$\((?<name>[A-Za-z_]\w*)\)")]
    private static partial Regex Reference();
}
