using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace MicroService.Benchmarks.Load;

/// <summary>A server process, from its start to its end.</summary>
internal sealed class MeasuredServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Looks = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly long _started = Stopwatch.GetTimestamp();

    private MeasuredServer(ProcessStartInfo start) => _process = Process.Start(start)!;

    /// <summary>Starts a server. What it prints is not read.</summary>
    public static MeasuredServer Start(string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        // A pipe that nobody reads fills up and would hold the server up: its log goes where everybody's does that measure, to nowhere.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null", program, .. arguments]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new MeasuredServer(start);
    }

    /// <summary>Waits for the first good answer.</summary>
    /// <returns>The time since the start.</returns>
    public async Task<TimeSpan> ReadyAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = Patience };
        while (Stopwatch.GetElapsedTime(_started) < Patience && !_process.HasExited)
        {
            try
            {
                using var response = await client.GetAsync(address, cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return Stopwatch.GetElapsedTime(_started);
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(Pause, cancellationToken);
        }

        throw new LoadFailedException($"{address} does not answer. Start the program by hand to see why.");
    }

    /// <summary>The resident memory in bytes of a server that has nothing to do.</summary>
    public async Task<long> IdleAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Settling, cancellationToken);
        return Resident();
    }

    /// <summary>The most resident memory in bytes while something runs.</summary>
    public async Task<long> PeakAsync(Task work)
    {
        var most = Resident();
        while (await Task.WhenAny(work, Task.Delay(Looks)) != work)
        {
            most = Math.Max(most, Resident());
        }

        return Math.Max(most, Resident());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    // "VmRSS:    51234 kB"
    private long Resident()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
