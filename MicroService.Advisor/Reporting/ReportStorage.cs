using System.Text.Json.Serialization.Metadata;

namespace MicroService.Advisor.Reporting;

/// <summary>Where the lists of a report are kept until it is written: in memory, or in streams that the caller opens.</summary>
/// <param name="open">Opens an empty stream to write, seek and read; null for memory.</param>
public sealed class ReportStorage(Func<Stream>? open = null) : IDisposable
{
    private readonly List<IDisposable> _opened = [];

    /// <summary>An empty stream.</summary>
    public Stream Open()
    {
        var stream = open?.Invoke() ?? new MemoryStream();
        _opened.Add(stream);
        return stream;
    }

    /// <inheritdoc/>
    public void Dispose() => _opened.ForEach(opened => opened.Dispose());

    /// <summary>An empty list, and how to put an item at its end.</summary>
    internal (IReadOnlyList<T> List, Action<T> Add) List<T>(JsonTypeInfo<T> type)
    {
        if (open is null)
        {
            var list = new List<T>();
            return (list, list.Add);
        }

        var stored = new StoredList<T>(Open(), type);
        return (stored, stored.Add);
    }
}
