using System.Data.Common;
using MicroService.ServiceDefaults.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;

namespace MicroService.Api.History;

/// <summary>
/// Makes the calls of everything that is kept in the history's database. Callers' reads and writes go through a pipeline each, so that writes
/// that fail leave reads alone. A full bulkhead is this service's own overload, not an outage: it is Polly's
/// <see cref="RateLimiterRejectedException"/>.
/// </summary>
public sealed class HistoryCalls : IDisposable
{
    private const int ShortReport = 256 * 1024;
    private const int ShortCompressedReport = 32 * 1024;
    private const int ConcurrentLongReports = 2;

    private static readonly TimeSpan HousekeepingTimeout = TimeSpan.FromMinutes(1);

    private readonly DependencyPipeline _reads;
    private readonly DependencyPipeline _writes;
    private readonly SemaphoreSlim? _writers;
    private readonly SemaphoreSlim _longReports = new(ConcurrentLongReports);
    private volatile int _failedWrite;

    /// <summary>Calls of this engine; waiting for a connection is part of an attempt.</summary>
    public HistoryCalls(HistoryEngine engine, DependencyPipelines pipelines)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(pipelines);
        Engine = engine;
        _reads = pipelines.Get(HistoryRegistration.Name);
        _writes = pipelines.Get(HistoryRegistration.WritesName);
        _writers = engine.MaxConcurrentWrites == int.MaxValue ? null : new SemaphoreSlim(engine.MaxConcurrentWrites);
    }

    /// <summary>The database.</summary>
    public HistoryEngine Engine { get; }

    /// <summary>The size of the last report that could not be written; 0 while writes are known to work.</summary>
    internal int FailedWrite
    {
        get => _failedWrite;
        set => _failedWrite = value;
    }

    /// <summary>Reads for a caller; an attempt that failed is repeated.</summary>
    /// <exception cref="HistoryUnavailableException">The database cannot serve now.</exception>
    public Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(_reads, call, isRetryable: true, cancellationToken);

    /// <summary>Writes for a caller.</summary>
    /// <param name="call">The work, on an open connection.</param>
    /// <param name="bytes">About how much is written.</param>
    /// <param name="isRetryable">Whether a second attempt does no harm, whatever became of the first.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="HistoryUnavailableException">The database cannot serve now.</exception>
    public Task<T> WriteAsync<T>(Func<DbConnection, CancellationToken, Task<T>> call, int bytes, bool isRetryable, CancellationToken cancellationToken) =>
        CallAsync(_writes, call, isRetryable, cancellationToken, Math.Max(1, bytes));

    /// <summary>Waits for the turn to write, on engines that let few write at once.</summary>
    internal ValueTask<GateLease> EnterWritesAsync(CancellationToken cancellationToken) => GateLease.EnterAsync(_writers, cancellationToken);

    /// <summary>Compresses a report; few long ones at once.</summary>
    public Task<byte[]> CompressAsync(ReadOnlyMemory<byte> report, CancellationToken cancellationToken) =>
        ConvertAsync(report, ReportCompression.Compress, ShortReport, cancellationToken);

    /// <summary>Decompresses a report; few long ones at once.</summary>
    public Task<byte[]> DecompressAsync(ReadOnlyMemory<byte> report, CancellationToken cancellationToken) =>
        ConvertAsync(report, ReportCompression.Decompress, ShortCompressedReport, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _writers?.Dispose();
        _longReports.Dispose();
    }

    private async Task<T> CallAsync<T>(
        DependencyPipeline pipeline, Func<DbConnection, CancellationToken, Task<T>> call, bool isRetryable, CancellationToken cancellationToken, int writtenBytes = 0)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                static (all, token) => all.writtenBytes > 0 ? all.history.WriteAttemptAsync(all.call, all.writtenBytes, token) : all.history.AttemptAsync(all.call, gate: null, token),
                (history: this, call, writtenBytes),
                isRetryable,
                cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException exception)
        {
            throw new HistoryUnavailableException("The history is unavailable (circuit open).", exception) { RetryAfter = exception.RetryAfter };
        }
        catch (ExecutionRejectedException exception) when (exception is not RateLimiterRejectedException)
        {
            throw new HistoryUnavailableException("The history did not answer in time.", exception);
        }
        catch (Exception exception) when (HistoryFailure.Is(Engine, exception))
        {
            throw new HistoryUnavailableException(HistoryFailure.Message, exception);
        }
    }

    private async ValueTask<T> WriteAttemptAsync<T>(Func<DbConnection, CancellationToken, Task<T>> call, int bytes, CancellationToken cancellationToken)
    {
        try
        {
            var result = await AttemptAsync(call, _writers, cancellationToken).ConfigureAwait(false);
            FailedWrite = 0;
            return result;
        }
        catch (Exception exception) when (HistoryFailure.Is(Engine, exception))
        {
            FailedWrite = bytes;
            if (exception is DbException database && Engine.IsReadOnly(database))
            {
                Engine.DiscardSessions();
            }

            throw;
        }
    }

    /// <summary>Does what no caller waits for, past the pipelines: what takes long must not open the breaker for callers.</summary>
    /// <exception cref="HistoryUnavailableException">The database cannot serve now.</exception>
    public Task<T> KeepHouseAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, bool isWrite, CancellationToken cancellationToken) => ExplainAsync(
        async token =>
        {
            using var time = CancellationTokenSource.CreateLinkedTokenSource(token);
            time.CancelAfter(HousekeepingTimeout);
            try
            {
                return await AttemptAsync(work, isWrite ? _writers : null, time.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException exception) when (!token.IsCancellationRequested)
            {
                throw new TimeoutException("The housekeeping took too long.", exception);
            }
        },
        cancellationToken);

    /// <summary>Makes a call past the pipelines.</summary>
    /// <exception cref="HistoryUnavailableException">The database cannot serve now.</exception>
    public async Task<T> ExplainAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var cancellation = new AttemptCancellation(cancellationToken);
        try
        {
            return await call(cancellation.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (HistoryFailure.Is(Engine, exception))
        {
            throw new HistoryUnavailableException(HistoryFailure.Message, exception);
        }
    }

    // A long report takes tens of megabytes or a multiple of its length meanwhile, and any number of callers may have one at once.
    private async Task<byte[]> ConvertAsync(ReadOnlyMemory<byte> report, Func<ReadOnlySpan<byte>, byte[]> convert, int shortLength, CancellationToken cancellationToken)
    {
        if (report.Length <= shortLength)
        {
            return convert(report.Span);
        }

        await _longReports.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return convert(report.Span);
        }
        finally
        {
            _longReports.Release();
        }
    }

    private async ValueTask<T> AttemptAsync<T>(Func<DbConnection, CancellationToken, Task<T>> call, SemaphoreSlim? gate, CancellationToken cancellationToken)
    {
        using GateLease lease = await GateLease.EnterAsync(gate, cancellationToken).ConfigureAwait(false);
        using var cancellation = new AttemptCancellation(cancellationToken);
        await using DbConnection connection = await Engine.DataSource.OpenConnectionAsync(cancellation.Token).ConfigureAwait(false);
        return await call(connection, cancellation.Token).ConfigureAwait(false);
    }
}
