using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using MicroService.Benchmarks.Audits;
using MicroService.Benchmarks.Load;

namespace MicroService.Benchmarks.Layout;

/// <summary>The service under valgrind: it starts, has nothing to do, answers requests, audits and fixes, and ends.</summary>
/// <param name="port">The service's port; the next is its management port.</param>
/// <param name="idle">How long it has nothing to do.</param>
internal sealed class TracedService(int port, TimeSpan idle)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly string[] Pages =
        ["/v1/rules", "/v1/rules/pre-stop", "/v1/audits", "/", "/history", "/rules", "/openapi/v1.json", "/nothing"];

    private static readonly string[] Management = ["/health/ready", "/health/live", "/metrics"];

    private static readonly (string Path, string Accepted)[] Calls =
        [("/v1/audits", "application/json"), ("/v1/audits", "text/plain"), ("/v1/fixes?unsafe=true", "application/yaml")];

    private static readonly string[] Manifests = ["online-boutique.yaml", "podinfo.yaml"];

    /// <returns>The traces in the order in which their methods are to lie: what an idle service needs first, start and end last.</returns>
    public async Task<IReadOnlyList<string>> TraceAsync(string program, string folder, CancellationToken cancellationToken)
    {
        var output = Path.Combine(folder, "service");
        using var process = Start(program, output, folder);
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            await ReadyAsync(client, process, cancellationToken);
            await DumpAsync(process, cancellationToken);
            await Task.Delay(idle, cancellationToken);
            await DumpAsync(process, cancellationToken);
            await RequestAsync(client, cancellationToken);
            await DumpAsync(process, cancellationToken);
            await AuditAsync(client, cancellationToken);
            await DumpAsync(process, cancellationToken);
            using var terminated = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }

        return [$"{output}.2", $"{output}.3", $"{output}.4", $"{output}.1", output];
    }

    private Process Start(string program, string output, string folder)
    {
        // Its log goes to nowhere: a pipe that nobody reads fills up and would hold the service up.
        string[] arguments = ["-c", "exec valgrind \"$@\" >/dev/null 2>&1", "sh", .. CallgrindTrace.Arguments(output, program)];
        var start = new ProcessStartInfo("/bin/sh", arguments) { WorkingDirectory = folder };
        start.Environment["HTTP_PORTS"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["Management__Port"] = (port + 1).ToString(CultureInfo.InvariantCulture);
        start.Environment["Server__Address"] = "127.0.0.1";
        start.Environment["Authentication__AllowAnonymous"] = "true";
        start.Environment["Lifecycle__DrainDelay"] = "0s";
        start.Environment["Limits__RequestTimeout"] = "5m";
        return Process.Start(start)!;
    }

    private async Task ReadyAsync(HttpClient client, Process process, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Patience && !process.HasExited)
        {
            try
            {
                using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port + 1}/health/ready"), cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(Pause, cancellationToken);
        }

        throw new LoadFailedException("The service does not become ready under valgrind (Debian's package valgrind).");
    }

    // A part of the trace ends here. What follows goes to the next.
    private static async Task DumpAsync(Process process, CancellationToken cancellationToken)
    {
        string[] arguments = ["--dump", process.Id.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo("callgrind_control", arguments) { RedirectStandardOutput = true };
        using var control = Process.Start(start)!;
        await control.StandardOutput.ReadToEndAsync(cancellationToken);
        await control.WaitForExitAsync(cancellationToken);
        if (control.ExitCode != 0)
        {
            throw new LoadFailedException("callgrind_control can't ask for a part of the trace.");
        }
    }

    private async Task RequestAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var pages = Pages.Select(path => $"http://127.0.0.1:{port}{path}");
        foreach (var address in pages.Concat(Management.Select(path => $"http://127.0.0.1:{port + 1}{path}")))
        {
            using var response = await client.GetAsync(new Uri(address), cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
        }
    }

    private async Task AuditAsync(HttpClient client, CancellationToken cancellationToken)
    {
        foreach (var manifest in Manifests)
        {
            foreach (var (path, accepted) in Calls)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://127.0.0.1:{port}{path}"));
                request.Content = new ByteArrayContent(CorpusFile.Read(manifest));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
                request.Headers.Accept.ParseAdd(accepted);
                using var response = await client.SendAsync(request, cancellationToken);
                if (!response.IsSuccessStatusCode)
                {
                    throw new LoadFailedException($"{path} answered {(int)response.StatusCode} under valgrind.");
                }
            }
        }
    }
}
