using System.Collections.Concurrent;
using System.Net;
using System.Text;
using MicroService.Samples.Certificates;
using MicroService.Samples.Clusters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MicroService.Samples.Serving;

/// <summary>
/// Plays the API server of a cluster: discovery, lists in pages, watches, errors as a real one gives them, and faults on demand. Of all objects only Leases
/// can be written; dry runs are answered as planned.
/// </summary>
public sealed class ClusterServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ClusterContent _content;
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly SampleLeases _leases = new();

    private ClusterServer(WebApplication application, ClusterContent content, string authority)
    {
        (_application, _content, Authority) = (application, content, authority);
        Watches = new ServedWatches(content);
        application.Run(AnswerAsync);
    }

    /// <summary>The address.</summary>
    public Uri Address => new(_application.Urls.Single());

    /// <summary>The certificate of the server's authority, in PEM; empty without TLS.</summary>
    public string Authority { get; }

    /// <summary>The token that is accepted.</summary>
    public string Token { get; set; } = "sample-token";

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>What it says to dry runs.</summary>
    public DryRunPlan DryRuns { get; } = new();

    /// <summary>The watches that clients have now.</summary>
    public ServedWatches Watches { get; }

    /// <summary>The objects that it has, which may change meanwhile.</summary>
    public ClusterContent Content => _content;

    /// <summary>Whether discovery answers in two requests, as servers from 1.26 on do.</summary>
    public bool HasAggregatedDiscovery { get; set; } = true;

    /// <summary>What was asked for: method, path and query.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>The Lease of this name as it is now, JSON; null if there is none.</summary>
    public string? Lease(string ns, string name) => _leases.Find(ns, name);

    /// <summary>Starts a server on the loopback address.</summary>
    /// <param name="content">The objects that it has.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="authority">Issues its certificate; null for plain HTTP.</param>
    /// <param name="name">The name, or address, that the certificate is for.</param>
    public static async Task<ClusterServer> StartAsync(ClusterContent content, int port = 0, SampleAuthority? authority = null, string name = "127.0.0.1")
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port, listen =>
        {
            if (authority is not null)
            {
                listen.UseHttps(authority.Issue(name));
            }
        }));
        var server = new ClusterServer(builder.Build(), content, authority?.Pem ?? "");
        await server._application.StartAsync();
        return server;
    }

    /// <summary>A kubeconfig for this server.</summary>
    public string Kubeconfig() =>
        $$"""
        apiVersion: v1
        kind: Config
        current-context: sample
        clusters:
          - name: sample
            cluster:
              server: {{Address.ToString().TrimEnd('/')}}{{(Authority.Length == 0 ? "" : $"\n      certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(Authority))}")}}
        users:
          - name: sample
            user:
              token: {{Token}}
        contexts:
          - name: sample
            context:
              cluster: sample
              user: sample

        """;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        _requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        var answer = await DecideAsync(request);
        switch (Faults.Next(request))
        {
            case ServerFault.TooManyRequests:
                context.Response.Headers.RetryAfter = "1";
                await SendAsync(context, new Answer(429, "Too many requests, please try again later.\n"u8.ToArray(), "text/plain; charset=utf-8"));
                return;
            case ServerFault.InternalError:
                await SendAsync(context, Answer.Status(500, "InternalError", "etcdserver: request timed out"));
                return;
            case ServerFault.Forbidden:
                await SendAsync(context, Answer.Forbidden(request.Path, ServedWatches.Is(request) ? "watch" : "list"));
                return;
            case ServerFault.Expired:
                await SendAsync(context, Answer.Status(410, "Expired", Answer.TooOld));
                return;
            case ServerFault.ExpiredWithToken:
                await SendAsync(context, Answer.Status(410, "Expired", Answer.TooOld, ListAnswer.Renew(request.Query["continue"].ToString())));
                return;
            case ServerFault.HalfAnswer:
                await SendAsync(context, answer with { Body = answer.Body[..(answer.Body.Length / 2)] });
                return;
            case ServerFault.Silence:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            case ServerFault.CutConnection:
                await SendHalfAsync(context, answer);
                context.Abort();
                return;
            case ServerFault.SilenceWithin:
                await SendHalfAsync(context, answer);
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            default:
                await (answer.Code == 200 && ServedWatches.Is(request) ? Watches.AnswerAsync(context) : SendAsync(context, answer));
                return;
        }
    }

    private async Task<Answer> DecideAsync(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        var path = request.Path.Value ?? "/";
        return authorization.Length == 0 ? Answer.Anonymous(path)
            : authorization != $"Bearer {Token}" ? Answer.Status(401, "Unauthorized", "Unauthorized")
            : SampleLeases.Are(path) ? await _leases.AnswerAsync(request)
            : HttpMethods.IsPatch(request.Method) ? await DryRuns.DecideAsync(request, _content)
            : request.Method != HttpMethods.Get ? Answer.Status(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
            : path == "/version" ? Answer.Json("""{"major":"1","minor":"37","gitVersion":"v1.37.2","platform":"linux/amd64"}""")
            : DiscoveryAnswer.To(path, request.Headers.Accept.ToString(), HasAggregatedDiscovery, _content.Kinds)
                ?? ListAnswer.To(path, request.Query, _content)
                ?? Answer.Status(404, "NotFound", "the server could not find the requested resource");
    }

    private static async Task SendAsync(HttpContext context, Answer answer)
    {
        context.Response.StatusCode = answer.Code;
        context.Response.ContentType = answer.MediaType;
        context.Response.ContentLength = answer.Body.Length;
        foreach (var warning in answer.Warnings)
        {
            var quoted = warning.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            context.Response.Headers.Append("Warning", $"299 - \"{quoted}\"");
        }

        await context.Response.BodyWriter.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static async Task SendHalfAsync(HttpContext context, Answer answer)
    {
        context.Response.StatusCode = answer.Code;
        context.Response.ContentType = answer.MediaType;
        await context.Response.BodyWriter.WriteAsync(answer.Body[..(answer.Body.Length / 2)], context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
