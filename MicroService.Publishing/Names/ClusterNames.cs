namespace MicroService.Publishing.Names;

/// <summary>
/// The names of workloads. Each depends only on the set of resources, not on their order, so that it is the same in every run.
/// </summary>
internal sealed class ClusterNames
{
    /// <summary>The suffix of the headless Service of a StatefulSet.</summary>
    public const string HeadlessSuffix = "-headless";

    /// <summary>The name of the policy that denies what no other policy allows.</summary>
    public const string DefaultDeny = "default-deny";

    // The revision of a StatefulSet, a label of its pods, adds 11 characters.
    private const int Longest = DnsLabel.Longest - 11;

    // Objects of the namespace itself: the policy, and the service account that Kubernetes creates.
    private static readonly string[] Reserved = [DefaultDeny, "default"];

    private readonly Dictionary<string, string> _names;

    private ClusterNames(Dictionary<string, string> names, IReadOnlyList<string> impossible, IReadOnlyList<string> shared) =>
        (_names, Impossible, Shared) = (names, impossible, shared);

    /// <summary>Resources whose names contain no allowed character.</summary>
    public IReadOnlyList<string> Impossible { get; }

    /// <summary>Resources whose name collides with another's or with an object of the namespace.</summary>
    public IReadOnlyList<string> Shared { get; }

    /// <summary>The name of a resource; its own where no name is possible, which is a problem of the manifest.</summary>
    public string this[string resource] => _names.GetValueOrDefault(resource, resource);

    /// <summary>Chooses the names of resources from the texts that they should be named after.</summary>
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
