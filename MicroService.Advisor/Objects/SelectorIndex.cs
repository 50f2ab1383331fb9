using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>
/// Finds the objects whose selector selects a workload's pods without trying every selector on every workload: by a label that
/// the selector requires. The rest is tried one by one.
/// </summary>
internal sealed class SelectorIndex
{
    private readonly Dictionary<(string Namespace, string Key, string Value), List<Entry>> _byLabel = [];
    private readonly Dictionary<string, List<Entry>> _others = new(StringComparer.Ordinal);

    /// <summary>The index of these objects; those without a selector are left out.</summary>
    public SelectorIndex(IEnumerable<KubernetesObject> holders, Func<KubernetesObject, LabelSelector?> selectorOf)
    {
        foreach (var (order, holder) in holders.Index())
        {
            if (selectorOf(holder) is not { } selector)
            {
                continue;
            }

            var entry = new Entry(order, holder, selector);
            if (selector.RequiredLabel is { } label)
            {
                BucketOf(_byLabel, (holder.Namespace, label.Key, label.Value)).Add(entry);
            }
            else
            {
                BucketOf(_others, holder.Namespace).Add(entry);
            }
        }
    }

    /// <summary>The objects that select the workload's pods, in the order of the files.</summary>
    public IReadOnlyList<KubernetesObject> Of(Workload workload)
    {
        var found = new List<Entry>();
        Collect(_others.GetValueOrDefault(workload.Object.Namespace));
        foreach (var label in workload.PodLabels?.Entries ?? [])
        {
            Collect(label.Value is ScalarNode value ? _byLabel.GetValueOrDefault((workload.Object.Namespace, label.Key.Value, value.Value)) : null);
        }

        return [.. found.OrderBy(entry => entry.Order).Select(entry => entry.Holder)];

        void Collect(List<Entry>? bucket) => found.AddRange(bucket?.Where(entry => entry.Selector.Matches(workload)) ?? []);
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

    private sealed record Entry(int Order, KubernetesObject Holder, LabelSelector Selector);
}
