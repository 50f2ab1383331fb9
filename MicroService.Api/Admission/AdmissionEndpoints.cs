using System.Buffers;
using System.Globalization;
using System.Text.Json;
using MicroService.Advisor.Rules;
using MicroService.ServiceDefaults.Management;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Admission;

/// <summary>
/// <c>POST /v1/admission</c> and <c>/v1/admission/deny</c>, a ValidatingAdmissionWebhook on a port of its own: findings as warnings, or a denial. It
/// fails open: what can't be audited is allowed, with a warning.
/// </summary>
internal sealed class AdmissionEndpoints(
    IOptionsMonitor<AdmissionOptions> options,
    AdmissionJudge judge,
    AdmissionGate gate,
    AdmissionMetrics metrics,
    TimeProvider time,
    ILogger<AdmissionEndpoints> logger) : IDedicatedPort
{
    private const string WarnPath = "/v1/admission";
    private const string DenyPath = "/v1/admission/deny";
    private const int FirstBytes = 64 * 1024;

    /// <inheritdoc/>
    public string Name => "admission";

    /// <inheritdoc/>
    public ListenerAddress? Address => AtStart.CertificateFile is null ? null : new ListenerAddress(AtStart.Address, AtStart.Port);

    /// <inheritdoc/>
    public CertificatePaths Certificates => AtStart.Certificates;

    // Asked for once the settings are known to be valid.
    private AdmissionOptions AtStart => field ??= options.CurrentValue;

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context)
    {
        var isDeny = context.Request.Path == DenyPath;
        if (!isDeny && context.Request.Path != WarnPath)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = HttpMethods.Post;
            return Task.CompletedTask;
        }

        return ReviewAsync(context, isDeny);
    }

    /// <summary>The answer to a review; null if it can't be answered, as nothing says which one it is.</summary>
    internal AdmissionAnswer? Answer(ReadOnlyMemory<byte> review, bool denies, string? address, CancellationToken cancellationToken)
    {
        var started = metrics.Now;
        if (AdmissionRequest.Read(review) is not { } request)
        {
            logger.Unreadable(address);
            metrics.Count(denies, "unreadable", started);
            return null;
        }

        var (answer, result) = Decide(request, denies, cancellationToken);
        metrics.Count(denies, result, started);
        return answer;
    }

    private async Task ReviewAsync(HttpContext context, bool isDeny)
    {
        var limit = options.CurrentValue.MaxBytes;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limit;
        }

        var started = metrics.Now;
        var held = (int)Math.Min(limit, context.Request.ContentLength ?? limit);
        if (!gate.TryHold(held))
        {
            // Nothing says which review it is; the API server goes by the failure policy.
            metrics.Count(isDeny, "busy", started);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "1";
            return;
        }

        using var body = new PooledBody((int)Math.Min(limit, context.Request.ContentLength ?? FirstBytes));
        try
        {
            await body.ReadAsync(context.Request.Body, context.RequestAborted).ConfigureAwait(false);
            if (await AnswerInTimeAsync(body.Bytes, isDeny, context).ConfigureAwait(false) is not { } answer)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            var json = JsonSerializer.SerializeToUtf8Bytes(answer, AdmissionJson.Readable.AdmissionAnswer);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = json.Length;
            await context.Response.BodyWriter.WriteAsync(json, context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception)
        {
            context.Response.StatusCode = exception.StatusCode;
            metrics.Count(isDeny, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? "too-large" : "unreadable", started);
            logger.NotRead(context.Connection.RemoteIpAddress?.ToString(), exception.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The API server no longer waits.
        }
        finally
        {
            gate.Release(held);
        }
    }

    // The API server waits for some seconds only, and an answer without an audit is better than none.
    private async Task<AdmissionAnswer?> AnswerInTimeAsync(ReadOnlyMemory<byte> review, bool denies, HttpContext context)
    {
        var started = metrics.Now;
        var timeout = options.CurrentValue.Timeout;
        using var late = new CancellationTokenSource(timeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        try
        {
            var address = context.Connection.RemoteIpAddress?.ToString();
            return await gate.RunAsync(review.Length, () => Answer(review, denies, address, ended.Token), ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            if (AdmissionRequest.Read(review) is not { } request)
            {
                return null;
            }

            var fault = new AdmissionFault(
                AdmissionJudge.NotAudited, string.Create(CultureInfo.InvariantCulture, $"it would have taken more than {timeout.TotalSeconds:0.###} s"));
            logger.NotWhole(request.Kind.Name, request.Namespace, request.Name, fault.Cause);
            metrics.Count(denies, "late", started);
            return AdmissionAnswer.Allow(request.Uid, [AdmissionText.Cut(fault.ToString())]);
        }
    }

    private (AdmissionAnswer Answer, string Result) Decide(AdmissionRequest request, bool denies, CancellationToken cancellationToken)
    {
        var current = options.CurrentValue;
#pragma warning disable CA1031 // The cluster must go on, whatever fails here.
        try
        {
            var judged = judge.Judge(request, denies ? current.DenyFrom : null, cancellationToken);
            if (judged.Fault is { } fault)
            {
                logger.NotWhole(request.Kind.Name, request.Namespace, request.Name, fault.Cause);
            }

            return denies ? Deny(request, judged, current.DenyFrom) : Warn(request, judged, current.WarnFrom);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.Failed(exception, request.Kind.Name, request.Namespace, request.Name);
            return (AdmissionAnswer.Allow(request.Uid, ["The advisor failed on this object, so it was not audited."]), "failed");
        }
#pragma warning restore CA1031
    }

    private (AdmissionAnswer Answer, string Result) Deny(AdmissionRequest request, AdmissionFindings judged, Severity from)
    {
        IReadOnlyList<Finding> severe = [.. judged.Findings.Where(finding => finding.Severity >= from)];
        if (severe.Count == 0)
        {
            return (AdmissionAnswer.Allow(request.Uid, Faults(judged)), judged.Fault is null ? "clean" : "failed");
        }

        var reason = AdmissionText.Denial(severe, judged.Fault?.ToString());
        logger.Denied(request.Operation, request.Kind.Name, request.Namespace, request.Name, reason);
        return (AdmissionAnswer.Deny(request.Uid, reason), "denied");
    }

    private static (AdmissionAnswer Answer, string Result) Warn(AdmissionRequest request, AdmissionFindings judged, Severity from)
    {
        IReadOnlyList<Finding> told = [.. judged.Findings.Where(finding => finding.Severity >= from)];
        return (
            AdmissionAnswer.Allow(request.Uid, AdmissionText.Warnings(Faults(judged), told)),
            judged.Fault is not null ? "failed" : told.Count > 0 ? "warned" : "clean");
    }

    private static IReadOnlyList<string> Faults(AdmissionFindings judged) =>
        judged.Fault is { } fault ? [AdmissionText.Cut(fault.ToString())] : [];

    // The server ends a body that is too long.
    private sealed class PooledBody(int length) : IDisposable
    {
        private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        private int _length;

        public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

        public async Task ReadAsync(Stream body, CancellationToken cancellationToken)
        {
            int read;
            do
            {
                if (_length == _buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                    _buffer.CopyTo(larger, 0);
                    (var full, _buffer) = (_buffer, larger);
                    ArrayPool<byte>.Shared.Return(full);
                }

                read = await body.ReadAsync(_buffer.AsMemory(_length), cancellationToken).ConfigureAwait(false);
                _length += read;
            }
            while (read > 0);
        }

        public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
    }
}
