using System.Collections.Concurrent;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>
/// Finds the objects whose selector selects a workload's pods without trying every selector on every workload: selectors that say the
/// same are one, and are found by the rarest of the labels that they require. The rest is tried one by one.
/// </summary>
internal sealed class SelectorIndex
{
    private readonly bool _selectsAll;
    private readonly Func<string, string> _meant;

    private readonly Dictionary<(string Namespace, string Key, string Value), List<Entry>> _byLabel = [];
    private readonly Dictionary<string, List<Entry>> _others = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Workload, IReadOnlyList<KubernetesObject>> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>The index of these objects; those without a selector are left out.</summary>
    /// <param name="holders">The objects.</param>
    /// <param name="selectorOf">The selector of one; null if it has none.</param>
    /// <param name="meant">The namespace that a namespace stands for.</param>
    /// <param name="selectsAll">Whether all pods of a workload have to be selected, whatever labels their programs set.</param>
    public SelectorIndex(
        IEnumerable<KubernetesObject> holders,
        Func<KubernetesObject, LabelSelector?> selectorOf,
        Func<string, string> meant,
        bool selectsAll = false)
    {
        _meant = meant;
        _selectsAll = selectsAll;
        var entries = new Dictionary<(string Namespace, string Selector), Entry>();
        var counts = new Dictionary<(string Namespace, string Key, string Value), int>();
        foreach (var (order, holder) in holders.Index())
        {
            if (selectorOf(holder) is not { } selector)
            {
                continue;
            }

            var ns = meant(holder.Namespace);
            if (!entries.TryGetValue((ns, selector.Signature), out var entry))
            {
                entries.Add((ns, selector.Signature), entry = new Entry(selector, [], []));
                foreach (var (key, value) in selector.RequiredLabels)
                {
                    var label = (ns, key, value);
                    counts[label] = counts.GetValueOrDefault(label) + 1;
                }
            }

            entry.Holders.Add(holder);
            entry.Orders.Add(order);
        }

        foreach (var ((place, _), entry) in entries)
        {
            (string Namespace, string Key, string Value)? rarest = null;
            foreach (var (key, value) in entry.Selector.RequiredLabels)
            {
                var label = (place, key, value);
                rarest = rarest is not { } other || counts[label] < counts[other] ? label : other;
            }

            if (rarest is { } found)
            {
                BucketOf(_byLabel, found).Add(entry);
            }
            else
            {
                BucketOf(_others, place).Add(entry);
            }
        }
    }

    /// <summary>
    /// The objects that select the workload's pods, in the order of the files; the same list wherever one selector tells.
    /// </summary>
    public IReadOnlyList<KubernetesObject> Of(Workload workload) =>
        _known.GetOrAdd(workload, static (workload, self) => self.Find(workload), this);

    private List<KubernetesObject> Find(Workload workload)
    {
        List<Entry>? found = null;
        var ns = _meant(workload.Object.Namespace);
        Collect(_others.GetValueOrDefault(ns), workload, ref found);
        foreach (var label in workload.PodLabels?.Entries ?? [])
        {
            if (label.Value is ScalarNode value)
            {
                Collect(_byLabel.GetValueOrDefault((ns, label.Name, value.Value)), workload, ref found);
            }
        }

        return found switch
        {
            null => [],
            [var one] => one.Holders,
            _ => [.. found.SelectMany(entry => entry.Orders.Zip(entry.Holders)).OrderBy(holder => holder.First).Select(holder => holder.Second)],
        };
    }

    private void Collect(List<Entry>? bucket, Workload workload, ref List<Entry>? found)
    {
        foreach (var entry in bucket ?? [])
        {
            if (_selectsAll ? entry.Selector.MatchesAll(workload) : entry.Selector.Matches(workload))
            {
                (found ??= []).Add(entry);
            }
        }
    }

    private static List<Entry> BucketOf<TKey>(Dictionary<TKey, List<Entry>> buckets, TKey key)
        where TKey : notnull
    {
        if (!buckets.TryGetValue(key, out var bucket))
        {
            buckets[key] = bucket = [];
        }

        return bucket;
    }

    private sealed record Entry(LabelSelector Selector, List<KubernetesObject> Holders, List<int> Orders);
}
