namespace MicroService.Publishing.Cluster;

/// <summary>The names of workloads. Each depends on the set of resources only, never on their order, so that it stays from run to run.</summary>
internal sealed class ClusterNames
{
    /// <summary>What the headless Service of a StatefulSet has behind its name.</summary>
    public const string HeadlessSuffix = "-headless";

    // A StatefulSet's revision, which has 11 more characters, is a label of its pods.
    private const int Longest = DnsLabel.Longest - 11;

    // Objects of the namespace itself: the policy, and the service account that Kubernetes makes.
    private static readonly string[] Reserved = [HardenedApplication.DefaultDeny, "default"];

    private readonly Dictionary<string, string> _names;

    private ClusterNames(Dictionary<string, string> names, IReadOnlyList<string> impossible, IReadOnlyList<string> shared) =>
        (_names, Impossible, Shared) = (names, impossible, shared);

    /// <summary>Resources no character of whose names a name in a cluster may have.</summary>
    public IReadOnlyList<string> Impossible { get; }

    /// <summary>Resources whose own name would have been another's, too, or the namespace's own.</summary>
    public IReadOnlyList<string> Shared { get; }

    /// <summary>The name of a resource that has one.</summary>
    public string this[string resource] => _names[resource];

    /// <summary>Names for resources, each with the text that its name is to be made of.</summary>
    public static ClusterNames Of(IEnumerable<(string Resource, string Wish)> resources)
    {
        var texts = resources.ToDictionary(resource => resource.Resource, resource => resource.Wish);
        var wishes = texts.ToDictionary(text => text.Key, text => DnsLabel.From(text.Value, Longest));
        var taken = wishes.Values.OfType<string>().CountBy(label => label).ToDictionary();
        var headless = taken.Keys.Select(label => label + HeadlessSuffix).ToHashSet();
        var names = new Dictionary<string, string>();
        var shared = new List<string>();
        foreach (var (resource, wish) in wishes)
        {
            if (wish is null)
            {
                continue;
            }

            var isOwn = !headless.Contains(wish) && !Reserved.Contains(wish) && (taken[wish] == 1 || wish == texts[resource]);
            names[resource] = isOwn ? wish : DnsLabel.WithHash(wish, texts[resource], Longest);
            if (!isOwn)
            {
                shared.Add(resource);
            }
        }

        return new ClusterNames(names, [.. wishes.Where(wish => wish.Value is null).Select(wish => wish.Key)], shared);
    }

    public bool Has(string resource) => _names.ContainsKey(resource);
}
