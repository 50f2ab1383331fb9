using System.CommandLine;
using MicroService.Api.WarmUp;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Logging;
using MicroService.ServiceDefaults.Management;
using MicroService.ServiceDefaults.Redaction;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Commands;

/// <summary>
/// <c>warm-up</c>: what postStart runs in the service's own container. The kubelet kills a container whose hook fails, and no warm-up is
/// worth that: the exit code is 0 whatever happens, and one line of the log says what did.
/// </summary>
internal static partial class WarmUpCommand
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    public static Command Create(Func<string[], WebApplication> build)
    {
        // Any number of texts is taken, because a typo in a pod's spec must not end the pod either.
        var timeout = new Option<string[]>("--timeout") { Description = "How long all of it may take, 10s if it is not given.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("warm-up", "Wait for the service in the same container and call it once. Further arguments are its configuration; the exit code is always 0.") { timeout };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => RunAsync(build, [.. parsed.UnmatchedTokens], TimeoutOf(parsed.GetValue(timeout)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Func<string[], WebApplication> build, string[] configuration, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var log = LoggingRegistration.CreateBootstrapLog();
        var logger = log.CreateLogger(typeof(WarmUpCommand));
#pragma warning disable CA1031 // The service itself reports what is wrong with it; here it is only a reason not to call it.
        try
        {
            await RunAsync(build(configuration), timeout, logger, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            logger.Skipped(SecretRedaction.Redact(exception.Message));
        }
#pragma warning restore CA1031

        return ExitCode.Good;
    }

    private static async Task RunAsync(WebApplication app, TimeSpan timeout, ILogger logger, CancellationToken cancellationToken)
    {
        await using (app.ConfigureAwait(false))
        {
            if (app.Services.GetRequiredService<IOptions<ServerOptions>>().Value.Listeners[0].LocalAddress is not { } service
                || app.Services.GetRequiredService<IOptions<ManagementOptions>>().Value.LocalAddress is not { } probed)
            {
                logger.Skipped("a port is 0, so only the service knows where it listens");
                return;
            }

            using var run = new WarmUpRun(service, probed, app.Services.GetRequiredService<TimeProvider>());
            var report = await run.RunAsync(timeout, cancellationToken).ConfigureAwait(false);
            logger.Log(report.Outcome == WarmUpOutcome.Ready ? LogLevel.Information : LogLevel.Warning, report.Outcome, report.Elapsed, report.Steps);
        }
    }

    private static TimeSpan TimeoutOf(string[]? texts) =>
        texts is [.., var text] && DurationText.TryParse(text, out var timeout) && timeout >= TimeSpan.Zero
            ? timeout < LongestTimeout ? timeout : LongestTimeout
            : DefaultTimeout;

    [LoggerMessage(EventName = "WarmUpEnded", Message = "Warm-up ended after {Duration}: {Outcome}. {Steps}")]
    private static partial void Log(this ILogger logger, LogLevel level, WarmUpOutcome outcome, TimeSpan duration, IReadOnlyList<string> steps);

    [LoggerMessage(EventName = "WarmUpSkipped", Level = LogLevel.Warning, Message = "There was no warm-up: {Reason}")]
    private static partial void Skipped(this ILogger logger, string reason);
}
