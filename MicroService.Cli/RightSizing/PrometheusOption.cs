using System.CommandLine;
using System.Text;
using MicroService.Cluster.Prometheus;

namespace MicroService.Cli.RightSizing;

/// <summary>The options that say which Prometheus to ask.</summary>
internal sealed class PrometheusOption
{
    private const string Variable = "PROMETHEUS_URL";
    private const char Indirect = '@';
    private const string Authorization = "Authorization";

    private readonly Option<Uri?> _server = new("--prometheus")
    {
        Description = $"The address of Prometheus, Thanos, Mimir or VictoriaMetrics, with the path before /api/v1. Default: {Variable}.",
        HelpName = "url",
        CustomParser = static result =>
        {
            if (Address(result.Tokens[0].Value) is { } server)
            {
                return server;
            }

            // It may have a password.
            result.AddError("--prometheus is no address; write it as http://prometheus:9090.");
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
                result.AddError(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }
                    ? $"The variable {Variable} has no address; write it as http://prometheus:9090."
                    : $"Name the Prometheus to ask with --prometheus, or in {Variable}.");
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
                    if (ProblemOf(file) is { } problem)
                    {
                        result.AddError(problem);
                    }
                }
                else if (Parse(token) is null)
                {
                    result.AddError("A header is \"name: value\".");
                }
            }
        });
    }

    public PrometheusOptions Read(ParseResult parsed)
    {
        var server = parsed.GetValue(_server) ?? FromEnvironment()!;
        var headers = (parsed.GetValue(_headers) ?? []).SelectMany(Lines).Select(Parse).OfType<KeyValuePair<string, string>>().ToList();
        if (server.UserInfo.Length > 0)
        {
            if (!headers.Exists(static header => header.Key.Equals(Authorization, StringComparison.OrdinalIgnoreCase)))
            {
                var credential = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(server.UserInfo)));
                headers.Add(new(Authorization, $"Basic {credential}"));
            }

            server = new UriBuilder(server) { UserName = "", Password = "" }.Uri;
        }

        return new PrometheusOptions { Server = server, Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)), Headers = headers };
    }

    private static Uri? FromEnvironment() => Address(Environment.GetEnvironmentVariable(Variable));

    private static Uri? Address(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var server) && server is { Scheme: "http" or "https", Query: "", Fragment: "" }
            ? server
            : null;

    private static IEnumerable<string> Lines(string text) =>
        text is [Indirect, .. var file] ? File.ReadLines(file).Where(static line => !string.IsNullOrWhiteSpace(line)) : [text];

    // What a line says may be a secret, so only its number is told.
    private static string? ProblemOf(string file)
    {
        try
        {
            return !File.Exists(file) ? $"{file}: there is no such file."
                : File.ReadLines(file).Index().Where(static line => !string.IsNullOrWhiteSpace(line.Item) && Parse(line.Item) is null)
                    .Select(line => $"{file}: line {line.Index + 1} is no \"name: value\".").FirstOrDefault();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{file}: {exception.Message}";
        }
    }

    // Others would not be sent (RFC 9110, 5.6.2).
    private static KeyValuePair<string, string>? Parse(string text) =>
        text.Split(':', 2) is [var name, var value] && name.Trim() is { Length: > 0 } trimmed
        && trimmed.All(static letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal))
            ? new KeyValuePair<string, string>(trimmed, value.Trim())
            : null;
}
