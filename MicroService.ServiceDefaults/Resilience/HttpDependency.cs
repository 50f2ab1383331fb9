using System.Net;
using System.Net.Sockets;
using MicroService.ServiceDefaults.Chaos;
using MicroService.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Fallback;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>Gives every client of the factory the pipeline of its name, once, however often resilience is added.</summary>
/// <remarks><c>AddResilienceHandler</c> as a default of the factory would give all clients one pipeline: it knows no client's name.</remarks>
internal sealed class HttpDependency(DependencyPipelines pipelines) : IConfigureNamedOptions<HttpClientFactoryOptions>
{
    /// <summary>The dependency that clients without a name call; its settings are the defaults of all others.</summary>
    public const string DefaultName = "http";

    /// <summary>The section of its settings.</summary>
    public const string Section = "Http";

    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(500);

    /// <summary>What is the same for every dependency that is called over HTTP.</summary>
    public static DependencyDefinition Define(string name, DependencyOptions? defaults = null) => new(
        name,
        static (_, exception) => exception is HttpRequestException,
        static _ => new HttpRequestException(
            HttpRequestError.ConnectionError, "Connection refused (chaos)", new SocketException((int)SocketError.ConnectionRefused)))
    {
        Base = Section,
        Defaults = defaults ?? new DependencyOptions(),
        IsFailedAnswer = static answer => answer is HttpResponseMessage
        {
            StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
        },
        RetryAfter = static (answer, time) => answer is HttpResponseMessage response ? ReadRetryAfter(response, time) : null,
        Outcome = ChaosOutcomeKind.Status,
    };

    public void Configure(HttpClientFactoryOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, HttpClientFactoryOptions options)
    {
        var client = name ?? "";
        if (TelemetryRegistration.IsExporter(client))
        {
            // It sends synchronously, retries by itself, and no request depends on it.
            return;
        }

        options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(new AsynchronousHandler(pipelines.GetForClient(client))));

        // The pipeline ends with the headers. This holds for a body that never ends as well, and never comes before the total timeout, on a busy machine either.
        options.HttpClientActions.Add(http =>
        {
            var settings = pipelines.GetForClient(client).Options;
            http.Timeout = settings.TotalTimeout + settings.AttemptTimeout + Slack;
        });
    }

    private static ResiliencePipeline<HttpResponseMessage> Protect(DependencyPipeline pipeline) => new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddPipeline(pipeline.Strategies)
        .AddPipeline(pipeline.InjectOutcomes(static (context, chaos) => new HttpResponseMessage((HttpStatusCode)chaos.OutcomeStatus)
        {
            ReasonPhrase = "Chaos",
            RequestMessage = context.GetRequestMessage(),
        }))
        // A connection that is reset as it is made escapes SocketsHttpHandler as a SocketException.
        .AddFallback(new FallbackStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is SocketException),
            FallbackAction = static arguments => Outcome.FromExceptionAsValueTask<HttpResponseMessage>(
                new HttpRequestException(HttpRequestError.ConnectionError, arguments.Outcome.Exception!.Message, arguments.Outcome.Exception)),
        })
        .Build();

    /// <summary>The handler of the library, for asynchronous calls alone.</summary>
    private sealed class AsynchronousHandler(DependencyPipeline pipeline) : ResilienceHandler(Protect(pipeline))
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var either = pipeline.UntilStopped(cancellationToken);
            return await base.SendAsync(request, either.Token).ConfigureAwait(false);
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Call SendAsync: a call that waits for a permit or a retry would block its thread.");
    }

    private static TimeSpan? ReadRetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var pause = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }
}

/// <summary>Which HTTP requests are retryable.</summary>
public static class HttpRetry
{
    /// <summary>Says for one request, against its method, whether it is retryable: <c>request.Options.Set(HttpRetry.IsAllowed, true)</c>.</summary>
    public static readonly HttpRequestOptionsKey<bool> IsAllowed = new("MicroService.Retry");

    /// <summary>The header by which a server knows a request that it has already served.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>
    /// GET, HEAD, OPTIONS and TRACE are; any other only if the request says so itself, or carries an <c>Idempotency-Key</c>, which is a promise
    /// of its server. PUT and DELETE should be idempotent, too, but only the caller knows whether they are.
    /// </summary>
    internal static bool Allows(HttpRequestMessage request) => request.Options.TryGetValue(IsAllowed, out var isAllowed)
        ? isAllowed
        : request.Method.Method is "GET" or "HEAD" or "OPTIONS" or "TRACE" || request.Headers.Contains(IdempotencyKey);
}
