using System.CommandLine;
using MicroService.Cluster.Prometheus;

namespace MicroService.Cli.RightSizing;

/// <summary>The options that say which Prometheus to ask.</summary>
internal sealed class PrometheusOption
{
    private const string Variable = "PROMETHEUS_URL";
    private const char Indirect = '@';

    private readonly Option<Uri?> _server = new("--prometheus")
    {
        Description = $"The address of Prometheus, Thanos, Mimir or VictoriaMetrics, with the path before /api/v1. Default: {Variable}.",
        HelpName = "url",
        CustomParser = static result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var server) && server.Scheme is "http" or "https")
            {
                return server;
            }

            result.AddError($"{result.Tokens[0].Value} is no address; write it as http://prometheus:9090.");
            return null;
        },
    };

    private readonly Option<string[]> _headers = new("--header")
    {
        Description = "A header of every request, such as \"X-Scope-OrgID: team\", or @FILE with one on each line, which other users don't see.",
        HelpName = "name: value",
    };

    private readonly Option<int> _timeout = new("--timeout")
    {
        Description = "Seconds that a query may take.",
        HelpName = "seconds",
        DefaultValueFactory = static _ => 60,
    };

    public void AddTo(Command command)
    {
        command.Add(_server);
        command.Add(_headers);
        command.Add(_timeout);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_server) is null && FromEnvironment() is null)
            {
                result.AddError($"Name the Prometheus to ask with --prometheus, or in {Variable}.");
            }
        });
        _timeout.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > 600)
            {
                result.AddError("--timeout is 1 to 600 seconds.");
            }
        });
        _headers.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Select(static token => token.Value))
            {
                if (token is [Indirect, .. var file])
                {
                    if (!File.Exists(file))
                    {
                        result.AddError($"{file}: there is no such file.");
                    }
                }
                else if (Parse(token) is null)
                {
                    result.AddError("A header is \"name: value\".");
                }
            }
        });
    }

    public PrometheusOptions Read(ParseResult parsed) => new()
    {
        Server = parsed.GetValue(_server) ?? FromEnvironment()!,
        Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
        Headers = [.. (parsed.GetValue(_headers) ?? []).SelectMany(Lines).Select(Parse).OfType<KeyValuePair<string, string>>()],
    };

    private static Uri? FromEnvironment() =>
        Uri.TryCreate(Environment.GetEnvironmentVariable(Variable), UriKind.Absolute, out var server) && server.Scheme is "http" or "https" ? server : null;

    private static IEnumerable<string> Lines(string text) => text is [Indirect, .. var file] ? File.ReadLines(file) : [text];

    private static KeyValuePair<string, string>? Parse(string text) => text.Split(':', 2) is [var name, var value] && name.Trim().Length > 0
        ? new KeyValuePair<string, string>(name.Trim(), value.Trim())
        : null;
}
