using System.Collections.Concurrent;
using System.Diagnostics;

namespace MicroService.Tests.Faults;

/// <summary>A steady mix of requests of a few clients, bounded in concurrency, count and time; it keeps what each of them saw.</summary>
internal sealed class BoundedLoad : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly LoadCall[] _mix;
    private readonly LoadLimits _limits;
    private readonly ConcurrentQueue<LoadAnswer> _answers = new();
    private readonly long _start;
    private readonly Task _working;
    private int _next = -1;
    private volatile bool _isStopped;

    private BoundedLoad(Uri address, IEnumerable<LoadCall> calls, LoadLimits limits, long start)
    {
        _start = start;
        _limits = limits;
        _mix = [.. calls.SelectMany(call => Enumerable.Repeat(call, call.Share))];
        _client = new HttpClient { BaseAddress = address, Timeout = limits.Hang };
        _working = Task.WhenAll(Enumerable.Range(0, limits.Concurrency).Select(_ => Task.Run(WorkAsync)));
    }

    /// <summary>What was answered so far, in no strict order.</summary>
    public IReadOnlyList<LoadAnswer> Answers => [.. _answers];

    /// <summary>The time since the start.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    /// <summary>Whether its limits ended it.</summary>
    public bool IsSpent => Volatile.Read(ref _next) >= _limits.Requests || Now >= _limits.Duration;

    /// <summary>Starts to make the calls in turns; times count from <paramref name="start"/>, a timestamp of the <see cref="Stopwatch"/>.</summary>
    public static BoundedLoad Start(Uri address, IEnumerable<LoadCall> calls, LoadLimits limits, long? start = null) =>
        new(address, calls, limits, start ?? Stopwatch.GetTimestamp());

    /// <summary>Makes no more requests, waits for those under way, and closes the connections.</summary>
    public async Task<IReadOnlyList<LoadAnswer>> StopAsync()
    {
        _isStopped = true;
        await _working;
        return Answers;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!_isStopped && Now < _limits.Duration && Interlocked.Increment(ref _next) is var number && number < _limits.Requests)
        {
            // By turns over each round, so that every call meets every worker.
            _answers.Enqueue(await AskAsync(_mix[number % _mix.Length], number));
            await Task.Delay(_limits.Pause, CancellationToken.None);
        }
    }

    private async Task<LoadAnswer> AskAsync(LoadCall call, int number)
    {
        var started = Now;
        var (outcome, location, detail) = ("no answer", (string?)null, (string?)null);
        try
        {
            using var request = call.Create(number);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
            // The timeout of the client covers the headers alone.
            using var hang = new CancellationTokenSource(_limits.Hang);
            var body = await response.Content.ReadAsByteArrayAsync(hang.Token);
            (outcome, detail) = AnswerReader.Read(call, response, body);
            location = response.Headers.Location?.OriginalString;
        }
        catch (OperationCanceledException)
        {
            outcome = "hang";
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            detail = $"{exception.GetType().Name}: {(exception.InnerException ?? exception).Message}";
        }

        return new LoadAnswer(call.Name, outcome, started, Now - started, location, detail);
    }
}
