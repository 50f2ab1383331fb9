using System.Collections;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MicroService.Advisor.Reporting;

/// <summary>
/// Findings that are spelled out while they are written, a few ahead on another thread: all of them together would take more memory than
/// the manifests. Each enumeration spells them out again.
/// </summary>
internal sealed class FindingStream(int count, Func<IEnumerable<AuditFinding>> spellOut) : IReadOnlyList<AuditFinding>
{
    private const int FindingsOfBatch = 64;
    private const int BatchesAhead = 4;

    public int Count => count;

    public AuditFinding this[int index] => spellOut().ElementAt(index);

    public IEnumerator<AuditFinding> GetEnumerator() => count <= FindingsOfBatch ? spellOut().GetEnumerator() : Ahead();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<AuditFinding> Ahead()
    {
        using var ended = new CancellationTokenSource();
        using var batches = new BlockingCollection<AuditFinding[]>(BatchesAhead);
        ExceptionDispatchInfo? failure = null;
        // A thread, as those who write a report wait for it, and waiting for a task can starve the pool.
        var producer = new Thread(() => failure = Produce(batches, ended.Token)) { IsBackground = true };
        producer.Start();
        try
        {
            foreach (var batch in batches.GetConsumingEnumerable(CancellationToken.None))
            {
                foreach (var finding in batch)
                {
                    yield return finding;
                }
            }

            producer.Join();
            failure?.Throw();
        }
        finally
        {
            ended.Cancel();
            producer.Join();
        }
    }

    // What goes wrong in it is thrown where the findings are read.
    private ExceptionDispatchInfo? Produce(BlockingCollection<AuditFinding[]> batches, CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // An exception that leaves a thread ends the process.
        try
        {
            foreach (var batch in spellOut().Chunk(FindingsOfBatch))
            {
                batches.Add(batch, cancellationToken);
            }

            return null;
        }
        catch (Exception exception)
        {
            return ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            batches.CompleteAdding();
        }
#pragma warning restore CA1031
    }
}
